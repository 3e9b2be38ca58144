"""A window in which the frames are shown as they come."""

import os
import sys
from collections.abc import Iterable, Iterator

from .frame import DPI, SIZE, draw
from .playing import Scene


def has_screen() -> bool:
    """Whether a window could be opened, as far as the environment says."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def can_show() -> bool:
    """Whether there is a screen, and matplotlib has a way to open a window on it."""
    from matplotlib import get_backend

    return has_screen() and get_backend().lower() != "agg"


def live(scenes: Iterable[Scene]) -> Iterator[Scene]:
    """Show each scene in a window as it comes; the window stays until it is closed.

    Parameters
    ----------
    scenes : iterable of Scene
        As `play` yields them.

    Yields
    ------
    Scene
        Each, once it is shown.

    Raises
    ------
    ValueError
        If there is no screen, or matplotlib has no way to open a window on it.

    Examples
    --------
    >>> from gan.playground import live, play, ring
    >>> for scene in live(play(ring)):  # doctest: +SKIP
    ...     pass
    """
    from matplotlib import pyplot

    if not can_show():
        raise ValueError("there is no screen to open a window on; use film, which writes pictures")
    figure = pyplot.figure(figsize=SIZE, dpi=DPI, layout="constrained")
    for scene in scenes:
        if not pyplot.fignum_exists(figure.number):
            return  # closed by hand
        draw(scene, figure)
        pyplot.pause(0.05)
        yield scene
    pyplot.show()
