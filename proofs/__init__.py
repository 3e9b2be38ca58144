"""Statements about divergences, derived and checked by machine."""

from ._claim import CLAIMS as CLAIMS
from ._claim import Claim as Claim
from ._claim import Control as Control
from ._claim import claim as claim
from ._claim import refute as refute
from ._claim import run as run
from ._claim import unfold as unfold
from ._verdict import Cited as Cited
from ._verdict import Proved as Proved
from ._verdict import Refuted as Refuted
from ._verdict import Supported as Supported
from ._verdict import Verdict as Verdict
from ._words import written as written
from .kernel.formulas import NotProved as NotProved
from .kernel.steps import Statement as Statement
from .kernel.steps import Step as Step
