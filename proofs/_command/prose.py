"""Words that came from a keyboard, with the signs that it lacks, for a page."""

import re
from html import escape

from .._typeset import GREEK

OPERATORS = "int|sum|inf|sup|max|min|lim|argmin|argmax"
LETTERS = "|".join(set(GREEK) - {"lam", "eps"})
SIGNS = (
    (r"&lt;=", "≤"),
    (r"&gt;=", "≥"),
    (r"!=", "≠"),
    (r"-&gt;", "→"),
    (r"\+-", "±"),
    (r"(?<!\w)inf(?=[.,;:)\]]|$| for| if)", "∞"),
    (rf"(?<![a-zA-Z])({LETTERS})(?![a-z])", lambda found: GREEK[found[1]]),
    (rf"(?<![a-zA-Z])({OPERATORS})_\{{([^{{}}]*)\}}", r"\1<sub>\2</sub>"),
    (rf"(?<![a-zA-Z])({OPERATORS})_([A-Za-z0-9α-ω]{{1,3}})(?!\w)", r"\1<sub>\2</sub>"),
    (r"(?<![a-zA-Z])int(?![a-zA-Z])", "∫"),
    (r"(?<![a-zA-Z])sum(?=<sub>)", "∑"),
    (r"\babs\(([^()]*)\)", r"|\1|"),
    (r"\bnorm\(([^()]*)\)", r"‖\1‖"),
    (r"\^\{([^{}]*)\}", r"<sup>\1</sup>"),
    (r"\^(-?\d+|[a-zA-Z*])(?!\w)", r"<sup>\1</sup>"),
    (r"(?<![\w/])([A-Za-zα-ω])_\{([^{}]*)\}", r"\1<sub>\2</sub>"),
    (r"(?<![\w/])([A-Za-zα-ω])_([A-Za-z0-9α-ω]{1,5})(?![\w/])", r"\1<sub>\2</sub>"),
    (r"`([^`]*)`", r"“\1”"),
)


def prose(text: str) -> str:
    """Escape words, and write their mathematics as mathematics."""
    text = escape(text, quote=False)
    for plain, sign in SIGNS:
        text = re.sub(plain, sign, text)
    return text
