"""The slope of the best critic under a gradient penalty, and what it makes of W."""

import numpy as np

from proofs.claims import the_gradient_penalty_makes_the_critic_too_steep as claim

from .house import BLUE, GREEN, GREY, RED, right, save, sheet, value


def draw():
    _, _, slope, estimate, minimised, *_ = claim.says()
    theta = np.linspace(0, 10, 101)
    figure, (one, two) = sheet(1, 2, width=7.6, height=3.2)
    for lam, colour in ((1, RED), (10, BLUE), (100, GREEN)):
        one.plot(theta, value(right(slope), theta=theta, lam=lam), color=colour)
        end = value(right(slope), theta=10, lam=lam)
        one.text(10.15, end, rf"$\lambda$ = {lam}", color=colour, va="center")
    one.axhline(1, color=GREY, linewidth=0.8)
    one.set(title=r"slope of the best critic: $1 + \theta/(2\lambda)$", xlabel=r"$\theta$")
    one.set(xlim=(0, 10), ylim=(0.8, 6.2))
    lam = 10
    curves = (
        (r"estimate $\theta + \theta^2/(2\lambda)$", right(estimate), RED),
        (r"penalised objective $\theta + \theta^2/(4\lambda)$", f"-({right(minimised)})", BLUE),
    )
    for label, formula, colour in curves:
        two.plot(theta, value(formula, theta=theta, lam=lam), color=colour, label=label)
    two.plot(theta, theta, color=GREY, label=r"$W_1 = \theta$")
    two.set(title=r"what is taken for $W_1$, $\lambda$ = 10", xlabel=r"$\theta$", xlim=(0, 10))
    two.legend(loc="upper left", fontsize=8)
    save(figure, "penalty_slope")
