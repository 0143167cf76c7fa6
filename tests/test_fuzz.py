"""Sound files with a few bytes changed: only the project's own errors come of them. `make fuzz` goes much further."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

EXAMPLES = 40
ODD = [b"", b"\x00", b"\xff", b"<", b'"', b"{", b"[", b"\n", b"\\ud800", b"NaN", b"1e999", b"-1", b"&x;"]
CHANGE = st.tuples(st.integers(0, 2**16), st.integers(0, 40), st.sampled_from(ODD) | st.binary(max_size=6))


def _changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, content in changes:
        at = place % (len(data) + 1)
        data = data[:at] + content + data[at + length :]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_only_our_own_errors_come_of_changed_files(name: str) -> None:
    target = TARGETS[name]
    known = target.seeds()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(known), st.lists(CHANGE, max_size=6))
    def check(seed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
        with TemporaryDirectory() as folder:
            target.act(_changed(seed, changes), Path(folder))

    check()
