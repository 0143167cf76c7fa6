"""Known holes in the packages of the lock file: `python -m pipeline.audit`, or `make audit`. Needs a network.

pip-audit asks an advisory service. Where that cannot be reached, nothing is known, and nothing is called safe.
"""

import json
import subprocess
import sys

from pipeline.settings import PROJECT

LOCK = PROJECT / "requirements.lock"
OPTIONS = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")

SOUND, HOLES, UNKNOWN = 0, 1, 2
"""Exit codes: no known hole, some, and no answer."""


def verdict(answer: str, complaint: str) -> tuple[int, str]:
    """What to say of pip-audit's answer, and the exit code.

    >>> verdict("", "ConnectionError: no route")[0]
    2
    """
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNKNOWN, _nothing((complaint.strip().splitlines() or ["it gave no answer"])[-1][:300])
    skipped = [package["name"] for package in packages if "vulns" not in package]
    if len(skipped) == len(packages):
        return UNKNOWN, _nothing("it knows none of the packages, as where a network answers in its place")
    lines = [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {' or '.join(hole['fix_versions']) or 'none'}"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    summary = [f"{len(packages) - len(skipped)} packages audited, {len(lines)} known holes"]
    unknown = [f"not known to the advisory service: {', '.join(skipped)}"] if skipped else []
    return HOLES if lines else UNKNOWN if skipped else SOUND, "\n".join([*lines, *unknown, *summary])


def _nothing(reason: str) -> str:
    remedy = "Run `make audit` again where there is a network."
    return f"The advisory service could not be reached, so NOTHING WAS AUDITED: {reason}\n{remedy}"


def main() -> None:
    """Audit the lock file; the exit code says what was found."""
    command = [sys.executable, "-m", "pip_audit", *OPTIONS, "--requirement", str(LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    code, text = verdict(done.stdout, done.stderr)
    sys.stderr.write(f"{text}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
