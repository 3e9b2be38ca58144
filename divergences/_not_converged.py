"""A solver that stopped too early, with what it has."""

from typing import Any


class NotConverged(ArithmeticError):  # noqa: N818
    """A solver stopped before its answer was good enough.

    Parameters
    ----------
    message : str
        What stopped it, and how to go on.
    result : object
        What was reached, a `Transport` for example: its bounds are true, only wide.

    Attributes
    ----------
    result : object
        As given.

    Examples
    --------
    >>> raise NotConverged("stopped after 3 iterations; raise max_iterations", result=0.5)
    Traceback (most recent call last):
        ...
    divergences._not_converged.NotConverged: stopped after 3 iterations; raise max_iterations
    """

    result: Any

    def __init__(self, message: str, result: Any) -> None:
        super().__init__(message)
        self.result = result

    def __reduce__(self) -> tuple[type["NotConverged"], tuple[str, Any]]:
        """Return how to make it again: as it comes back from another process."""
        return type(self), (str(self), self.result)
