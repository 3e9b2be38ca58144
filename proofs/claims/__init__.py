"""One sentence a file, named as the sentence."""

from .js_is_at_most_log_2 import js_is_at_most_log_2 as js_is_at_most_log_2
from .parallel_lines_are_theta_apart import (
    parallel_lines_are_theta_apart as parallel_lines_are_theta_apart,
)
from .parallel_lines_coincide_at_0 import (
    parallel_lines_coincide_at_0 as parallel_lines_coincide_at_0,
)
from .parallel_lines_have_infinite_kl import (
    parallel_lines_have_infinite_kl as parallel_lines_have_infinite_kl,
)
from .parallel_lines_have_js_log_2 import (
    parallel_lines_have_js_log_2 as parallel_lines_have_js_log_2,
)
from .parallel_lines_have_tv_1 import parallel_lines_have_tv_1 as parallel_lines_have_tv_1
from .pinsker_holds_with_constant_2 import (
    pinsker_holds_with_constant_2 as pinsker_holds_with_constant_2,
)
from .the_best_discriminator_measures_js import (
    the_best_discriminator_measures_js as the_best_discriminator_measures_js,
)
from .the_dirt_piles_are_5_apart import the_dirt_piles_are_5_apart as the_dirt_piles_are_5_apart
