"""Penalties and projections that pull a critic towards slope one."""

from ._clipping import clip_weights as clip_weights
from ._gradient import gradient_penalty as gradient_penalty
from ._gradient import one_sided_gradient_penalty as one_sided_gradient_penalty
from ._gradient import zero_centred_penalty as zero_centred_penalty
