"""Fuzz with Atheris: `python -m tests.fuzz [--seconds N] [TARGET...]`, every target unless named; `make fuzz`.

Each target runs in a process of its own, bounded in time and memory. What it finds is kept in `.cache/fuzz`, and so are
the inputs that lead to new code, for the next run to begin with. The command ends with 1 if any target failed.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

from pipeline.settings import PROJECT

KEPT = PROJECT / ".cache/fuzz"
MEMORY = 1_024
"""Megabytes of a target's process, Atheris and all libraries included."""
SECONDS_EACH = 10
"""How long one input may take."""
LONGEST = 8_192
"""Bytes of an input."""


def main() -> None:
    """Run the targets that are named, one after the other."""
    parser = argparse.ArgumentParser(description="Fuzz what reads files from outside.")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        fuzz(given.targets[0], given.seconds)
    from tests.fuzz.targets import TARGETS

    unknown = set(given.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    failed = [name for name in given.targets or TARGETS if not _passes(name, given.seconds)]
    sys.stdout.write(f"failed: {', '.join(failed)}; the inputs are in {KEPT}\n" if failed else "nothing failed\n")
    sys.exit(bool(failed))


def _passes(name: str, seconds: int) -> bool:
    command = [sys.executable, "-m", "tests.fuzz", "--inside", "--seconds", str(seconds), name]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    runs = [line for line in done.stderr.splitlines() if line.startswith(("Done", "#"))]
    sys.stdout.write(f"{name}: {runs[-1] if runs else 'did not start'}\n")
    if done.returncode:
        sys.stdout.write(done.stdout[-4_000:] + done.stderr[-4_000:])
    sys.stdout.flush()
    return done.returncode == 0


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target in this process, which ends with it."""
    with atheris.instrument_imports(include=["pipeline", "docx", "openpyxl"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    corpus = KEPT / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        options = {
            "max_total_time": seconds,
            "rss_limit_mb": MEMORY,
            "timeout": SECONDS_EACH,
            "max_len": LONGEST,
            "artifact_prefix": f"{KEPT}/{name}-",
            "print_final_stats": 0,
        }
        arguments = [f"-{option}={value}" for option, value in options.items()]
        atheris.Setup([sys.argv[0], *arguments, str(corpus)], lambda data: target.act(data, place))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
