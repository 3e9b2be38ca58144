"""How far it is: a bar on a terminal, plain lines elsewhere, both on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


Step = Callable[[str, int, int], None]


class Where:
    """How far it is, for the sentence of someone who stops it."""

    def __init__(self) -> None:
        self._words = "while reading the data"

    def telling(self, show: Step) -> Step:
        """Return `show`, but noting what it is told."""

        def step(what: str, done: int, of: int) -> None:
            self._words = f"at {what} ({done} of {of} done)"
            show(what, done, of)

        return step

    def __str__(self) -> str:
        return self._words


@contextmanager
def progress() -> Iterator[Step]:
    """Yield a function that is told (what, done, of)."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda what, done, of: _line(console, what, done, of)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def _line(console: "Console", what: str, done: int, of: int) -> None:
    if done in (0, of) or "relabelling" not in what:
        console.print(f"{what} ({done} of {of})", markup=False, highlight=False)
