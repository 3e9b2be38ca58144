"""How many threads the long sums may use: one, unless the user says more."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import TracebackType
from typing import TypeVar

from ._arrays import shown

Task = TypeVar("Task")
Result = TypeVar("Result")

_WORTH_IT = 2**20  # entries below which starting threads costs more than it saves


class threads:  # noqa: N801  a verb to its users: `with threads(2):`
    """Let functions of long vectors use `count` threads, from now on or within a block.

    Results do not depend on it: the vectors are cut into the same pieces, added in the same order.

    Parameters
    ----------
    count : int
        At least 1, which is the default of the package. Vectors of up to 2^20 entries always use
        one thread.

    Raises
    ------
    ValueError
        If `count` is not a positive integer.

    Examples
    --------
    >>> from divergences import threads
    >>> with threads(2):
    ...     pass
    """

    allowed = 1

    def __init__(self, count: int) -> None:
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError(f"count is {shown(count)}; pass a number of threads, an integer >= 1")
        self._before = threads.allowed
        threads.allowed = count

    def __enter__(self) -> "threads":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        threads.allowed = self._before


def mapped(
    work: Callable[[Sequence[Task]], list[Result]], tasks: Sequence[Task], size: int
) -> list[Result]:
    """Return ``work(tasks)``, cut among threads where `size` entries are worth it."""
    count = min(threads.allowed, len(tasks))
    if count == 1 or size <= _WORTH_IT:
        return work(tasks)
    cuts = [len(tasks) * k // count for k in range(count + 1)]
    shares = [tasks[low:high] for low, high in pairwise(cuts)]
    with ThreadPoolExecutor(count) as pool:
        return [result for share in pool.map(work, shares) for result in share]
