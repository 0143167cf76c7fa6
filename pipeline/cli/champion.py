"""`ronten champion`: make the model in use the one that later models must measure up to."""

import sys


def command() -> None:
    """Make the model in use the champion, which later models must measure up to; commit models/ afterwards."""
    from pipeline.stages.champion import crown

    crowned = crown()
    if crowned.was_champion:
        sys.stderr.write(f"{crowned.version} is the champion already\n")
        return
    sys.stderr.write(f"{crowned.version} is the champion now. Run `dvc repro`, then commit models/ with the rest.\n")
