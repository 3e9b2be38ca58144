"""How far a training is: a bar on a terminal, plain lines elsewhere, both on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Step = Callable[[str, int, int], None]


@contextmanager
def progress(shown: bool) -> Iterator[Step]:
    """Yield a function that is told (what, done, of); it tells nobody unless it is to be shown."""
    if not shown:
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda what, done, of: console.print(f"{done} of {of}: {what}", highlight=False)
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("training", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
