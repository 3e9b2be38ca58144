"""Judging samples against held-out real data, with other held-out data in their place beside."""

from ._judging.distances import Distances as Distances
from ._judging.distances import fid as fid
from ._judging.evaluation import Compared as Compared
from ._judging.evaluation import Evaluation as Evaluation
from ._judging.fidelity import Fidelity as Fidelity
from ._judging.gaussian import gaussian_images as gaussian_images
from ._judging.judge import Judge as Judge
from ._judging.judge import evaluate as evaluate
from ._judging.kernel import kid as kid
from ._judging.memory import Nearest as Nearest
from ._judging.neighbours import Neighbourhoods as Neighbourhoods
from ._judging.neighbours import neighbourhoods as neighbourhoods
