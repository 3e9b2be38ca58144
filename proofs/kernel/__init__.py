"""What must be believed: checkers that solve nothing."""

from .bounds import Ends as Ends
