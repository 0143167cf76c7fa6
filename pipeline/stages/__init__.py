"""The stages that `dvc.yaml` wires: each reads tables, calls a domain function, writes tables."""

import inspect
import sys
from collections.abc import Callable

from pipeline.errors import RontenError
from pipeline.storage import located

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def command(run: Callable[..., None]) -> None:
    """Run a stage as a program, whose arguments are places such as a folder or URL of tables.

    A user's error is printed without a traceback and ends with exit code 1, too many arguments with 2.
    """
    arguments = [located(text) for text in sys.argv[1:]]
    try:
        inspect.signature(run).bind(*arguments)
    except TypeError as error:
        sys.stderr.write(f"{sys.argv[0]}: {error}\n")
        sys.exit(2)
    try:
        run(*arguments)
    except RontenError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("stopped; outputs are as they were\n")
        sys.exit(INTERRUPTED)
