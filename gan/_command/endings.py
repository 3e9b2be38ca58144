"""How a command ends that does not come to its end: one sentence, and an exit code."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

REFUSED, STOPPED = 2, 130


@contextmanager
def endings(left: str = "nothing was written") -> Iterator[None]:
    """Turn refusals, and what the machine refuses, into a sentence on standard error.

    `left` says what Ctrl-C leaves behind.
    """
    try:
        yield
    except (ValueError, ImportError, ArithmeticError, MemoryError, OSError, RuntimeError) as error:
        # RuntimeError: torch's, for memory too, over several lines
        sentence = " ".join(str(error).split()) or "not enough memory; give fewer points"
        print(f"error: {sentence}", file=sys.stderr)
        raise typer.Exit(REFUSED) from None
    except KeyboardInterrupt:
        print(f"stopped; {left}.", file=sys.stderr)
        raise typer.Exit(STOPPED) from None
