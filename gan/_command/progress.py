"""How far it is: a bar on a terminal, plain lines elsewhere, both on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Step = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Step]:
    """Yield a function that is told (what, done, of)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain(lambda line: console.print(line, markup=False, highlight=False))
        return
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def _plain(say: Callable[[str], None]) -> Step:
    """Return a function that says a tenth of the steps: each what, and when its tenth changes."""
    said: set[tuple[str, int]] = set()

    def step(what: str, done: int, of: int) -> None:
        tenth = (what, 10 * done // max(of, 1))
        if tenth not in said:
            said.add(tenth)
            say(f"{what} ({done} of {of})")

    return step
