import json

from pipeline.audit import HOLES, SOUND, UNKNOWN, verdict

SAFE = {"name": "a", "version": "1", "vulns": []}
HOLED = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"], "description": "…"}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


def _said(*packages: object) -> tuple[int, str]:
    return verdict(json.dumps({"dependencies": packages, "fixes": []}), "")


def test_a_known_hole_is_named_with_the_version_that_mends_it() -> None:
    assert _said(SAFE) == (SOUND, "1 packages audited, 0 known holes")
    assert _said(SAFE, HOLED) == (HOLES, "b 2: PYSEC-1, mended in 3\n2 packages audited, 1 known holes")


def test_no_answer_is_no_clean_bill() -> None:
    code, text = verdict("", "Traceback\nConnectionError: no route to host")
    assert code == UNKNOWN
    assert "NOTHING WAS AUDITED: ConnectionError: no route to host" in text
    code, text = _said(SKIPPED)
    assert code == UNKNOWN
    assert "NOTHING WAS AUDITED: it knows none" in text


def test_a_package_that_nobody_knows_is_named() -> None:
    said = "not known to the advisory service: c\n1 packages audited, 0 known holes"
    assert _said(SAFE, SKIPPED) == (UNKNOWN, said)
