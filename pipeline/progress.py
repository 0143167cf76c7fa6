"""A progress bar on standard error that is silent when nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Advance:
    """Told how far the work is; remembers how many texts are `done`, and how many of these had to be `computed`."""

    def __init__(self, bar: Progress, name: str, total: int | None) -> None:
        self._bar = bar
        self._task = bar.add_task(name, total=total)
        self.done = self.computed = 0

    def __call__(self, done: int, computed: int) -> None:
        """Note that `done` texts are finished, `computed` of them not from the cache."""
        self.done, self.computed = done, computed
        self._bar.update(self._task, completed=done)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Texts per second over the last half minute."""
        return Text(f"{task.speed:.0f}/s" if task.speed else "")


@contextmanager
def progress(name: str, total: int | None = None) -> Iterator[Advance]:
    """A bar with count of `total`, texts per second and time left; nothing when standard error is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        yield Advance(bar, name, total)
