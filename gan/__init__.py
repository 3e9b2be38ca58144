"""Critics and GANs in torch, whose values are held against the exact distances."""

from . import _torch as _torch
from . import critics as critics
from . import objectives as objectives
from . import penalties as penalties
from . import truths as truths
from ._adam import critic_step as critic_step
from ._audit import Audit as Audit
from ._audit import audit as audit
from ._audit_laws import OnLaws as OnLaws
from ._audit_samples import OnSamples as OnSamples
from ._data_set import DataSet as DataSet
from ._data_set import Images as Images
from ._images import read_images as read_images
from ._published import PUBLISHED as PUBLISHED
from ._published import Recipe as Recipe
from ._surface import plot_critic as plot_critic
from ._training import fit_critic as fit_critic
