"""Hypothesis strategies and laws for tests of your own distances.

Not imported by ``import divergences``: it needs `hypothesis`. Strategies draw laws, measures,
channels and problems with their answers, for use with ``@given``. Laws search for a counterexample
themselves; call them from a test::

    from divergences import js, testing

    def test_my_js_is_js():
        testing.is_a_divergence(my_js, like=js)
"""

from ._testing.judge_transport import is_transport_like as is_transport_like
from ._testing.judge_transport import of_points as of_points
from ._testing.judge_transport import solves_transport as solves_transport
from ._testing.judge_vectors import is_a_divergence as is_a_divergence
from ._testing.judge_vectors import is_a_metric as is_a_metric
from ._testing.judge_vectors import processes_data as processes_data
from ._testing.measures import measure_pairs as measure_pairs
from ._testing.measures import measure_triples as measure_triples
from ._testing.measures import measures as measures
from ._testing.measures import weighted_points as weighted_points
from ._testing.search import Counterexample as Counterexample
from ._testing.solved import Solved as Solved
from ._testing.solved import SolvedMatrix as SolvedMatrix
from ._testing.solved import cost_matrices as cost_matrices
from ._testing.solved import gaussians as gaussians
from ._testing.solved import solved_matrices as solved_matrices
from ._testing.solved import solved_problems as solved_problems
from ._testing.vectors import channels as channels
from ._testing.vectors import law_pairs as law_pairs
from ._testing.vectors import law_triples as law_triples
from ._testing.vectors import laws as laws
