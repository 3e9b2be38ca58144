"""What a claim may turn out to be: proved, only cited, or only supported."""

from dataclasses import dataclass, field

from .kernel.steps import Step


@dataclass(frozen=True)
class Refuted:
    """A control whose formulas fail at exact numbers.

    Parameters
    ----------
    words
        The falsehood.
    step
        States the place, and that the formula is false there.
    """

    words: str
    step: Step


@dataclass(frozen=True)
class Verdict:
    """What a claim's steps establish; made by `run` alone.

    Parameters
    ----------
    steps
        The derivation, each step after its premises.
    trusting
        What is believed besides the kernel.
    controls
        The falsehoods of the same shape, refuted.
    """

    steps: tuple[Step, ...]
    trusting: tuple[str, ...]
    controls: tuple[Refuted, ...] = field(default=())


class Proved(Verdict):
    """Derived by checkers, from nothing but what is listed under `trusting`.

    Parameters
    ----------
    steps
        The derivation, each step after its premises.
    trusting
        What is believed besides the kernel.
    controls
        The falsehoods of the same shape, refuted.
    """


class Cited(Verdict):
    """Stated elsewhere, and not derived here.

    Parameters
    ----------
    steps
        The derivation, each step after its premises.
    trusting
        What is believed besides the kernel.
    controls
        The falsehoods of the same shape, refuted.
    """


class Supported(Verdict):
    """Computed without proof.

    Parameters
    ----------
    steps
        The derivation, each step after its premises.
    trusting
        What is believed besides the kernel.
    controls
        The falsehoods of the same shape, refuted.
    """
