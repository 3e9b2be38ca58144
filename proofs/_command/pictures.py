"""The pictures of the page: drawn by docs/draw_claims.py, put in as they are."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "figures"


@dataclass(frozen=True)
class Picture:
    """A file of docs/figures, what it shows, and the claims it was drawn from."""

    name: str
    caption: str
    claims: tuple[str, ...]
    wide: bool = False


PICTURES = (
    Picture(
        "parallel_lines",
        "Two parallel lines, theta apart: KL is infinite, TV and JS do not move, W1 is |theta|. "
        "At theta = 0 all four are 0.",
        (
            "parallel_lines_have_infinite_kl",
            "parallel_lines_have_tv_1",
            "parallel_lines_have_js_log_2",
            "parallel_lines_are_theta_apart",
            "parallel_lines_coincide_at_0",
        ),
    ),
    Picture(
        "dirt_piles",
        "The piles (3, 2, 1, 4) moved to (1, 2, 4, 3), at cost 5: no plan costs less.",
        ("the_dirt_piles_are_5_apart",),
    ),
    Picture(
        "xy_game",
        "Five ways to play the game xy from the same start: simultaneous steps spiral outward, "
        "alternating ones circle, the others reach the equilibrium.",
        (
            "simultaneous_steps_spiral_outward",
            "better_steps_reach_the_equilibrium_of_xy",
            "optimistic_steps_need_eta_below_1_over_root_3",
        ),
    ),
    Picture(
        "dirac_gan",
        "The Dirac-GAN: data at 0, generated points at theta, the critic psi x. Only a penalty "
        "centred at 0 leads to the equilibrium.",
        ("dirac_gans_run_away_unless_penalised_at_0",),
    ),
    Picture(
        "ellipses",
        "A normal law with correlation 9/10, and the products nearest to it: mean field, "
        "KL(q || p), is too narrow; moment matching, KL(p || q), as wide as the marginals.",
        ("mean_field_narrows_a_normal", "the_marginals_minimise_kl_to_a_product"),
    ),
    Picture(
        "penalty_slope",
        "Two atoms, theta apart, gradient penalty lambda: the best critic's slope is "
        "1 + theta / (2 lambda), so it overestimates W = theta.",
        ("the_gradient_penalty_makes_the_critic_too_steep",),
    ),
    Picture(
        "bimodal",
        "The normal law q with the least KL(q || p) for two bumps at -a and a: broad while "
        "a < 2.80008, on one bump from there on. Dotted: least KL(p || q), variance 1 + a^2.",
        ("the_nearest_normal_has_the_mean_and_variance_of_p",),
        wide=True,
    ),
    Picture(
        "modes_of_convergence",
        "Which distances go to 0 along five sequences of laws. TV and JS do together, and either "
        "KL makes them; W1 is weaker on bounded sets, and may grow off them.",
        (
            "sequences_converge_in_one_sense_and_not_in_another",
            "js_and_tv_vanish_together",
            "pinsker_holds_with_constant_2",
        ),
        wide=True,
    ),
)


def inline(picture: Picture) -> str:
    """Read a picture as an element whose names are its own, or nothing outside a checkout."""
    path = FOLDER / f"{picture.name}.svg"
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    own = rf"\g<1>{picture.name}-\g<2>"
    return re.sub(r'((?:\bid="|xlink:href="#|url\(#))([^")]+)', own, text)
