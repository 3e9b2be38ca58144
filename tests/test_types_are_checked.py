"""The annotations of private functions are checked while testing, and so cannot lie."""

import sys

import beartype.roar
import numpy as np
import pytest

from divergences import Measure


def test_a_private_function_refuses_what_its_annotation_forbids():
    function = sys.modules["divergences._arrays"]._exactly_float64
    with pytest.raises(beartype.roar.BeartypeCallHintViolation, match="name"):
        function(np.zeros(2), 3)


def test_a_public_function_is_left_to_refuse_in_words():
    assert not hasattr(Measure.__init__, "__beartype_wrapper")
    with pytest.raises(ValueError, match="points"):
        Measure("these are not points")
