"""Proof of a number: read the question, gather evidence, and let the kernel decide."""

import inspect
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ._arrays import read_axis, read_flag, shown
from ._bounds import Bounds
from ._prove_laws import LAWS
from ._prove_points import POINTS
from ._prove_transport import TRANSPORT
from ._prove_transport import prove_transport as prove_transport

if TYPE_CHECKING:
    from proofs.kernel import Ends

PROVERS: dict[str, Callable[..., "Ends"]] = {**LAWS, **POINTS, **TRANSPORT}

# Public functions without a prover, each with its reason.
REASONS = {
    "estimate_mmd_squared": "an estimate is about the laws behind samples, which no sample proves",
    "estimate_sliced_wasserstein": "it averages random directions: prove sliced_wasserstein",
}


def prove(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Bounds:
    """Prove where the value of a distance lies.

    The bounds hold for the exact doubles given, whatever was rounded on the way: definitions are
    evaluated in rational and ball arithmetic, optimal costs are enclosed between a plan and a pair
    of potentials that `proofs.kernel` has checked. No formula is shared with `function`.

    Parameters
    ----------
    function : callable
        A distance of this package: `kl`, `wasserstein`, `mmd`, ...
    *args, **kwargs
        What `function` takes, for one number (no batch of laws).

    Returns
    -------
    Bounds
        Two floats, rounded outward; both infinite where the value is. For `sinkhorn` they enclose
        the regularised optimum; `Transport.bounds()` encloses the optimal cost itself.

    Raises
    ------
    ValueError
        If the arguments are not those of `function` or are refused by it, or the value cannot be
        proved: the message has the reason.

    Examples
    --------
    >>> from divergences import kl, prove
    >>> print(prove(kl, [0.5, 0.5], [0.25, 0.75]))
    0.1438410362258904[5, 8]
    >>> prove(kl, [0.5, 0.5], [1.0, 0.0]).lower
    inf
    """
    name = getattr(function, "__name__", shown(function))
    if name not in PROVERS or vars(sys.modules[__package__]).get(name) is not function:
        reason = REASONS.get(name, "it is no distance of this package")
        raise ValueError(f"{name} has no proof: {reason}")
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        known = ", ".join(signature.parameters)
        raise ValueError(f"{name}: {error}; pass what it takes: {known}") from None
    if "normalize" in kwargs:
        read_flag(kwargs["normalize"], "normalize")
    if "axis" in kwargs:
        read_axis(kwargs["axis"])
    if name in LAWS:
        with suppress(ArithmeticError):  # a value above the largest double has a proof
            function(*args, **kwargs)  # refuses what it refuses
    return Bounds(*PROVERS[name](*args, **kwargs))
