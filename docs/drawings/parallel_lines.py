"""The four distances of two parallel lines, theta apart."""

import numpy as np

from proofs.claims import (
    parallel_lines_are_theta_apart,
    parallel_lines_coincide_at_0,
    parallel_lines_have_js_log_2,
    parallel_lines_have_tv_1,
)

from .house import BLUE, GREEN, ORANGE, RED, left, right, save, sheet, value

TOP = 1.28  # where the picture has infinity


def draw():
    figure, axes = sheet()
    thetas = np.linspace(-1, 1, 201)
    price = right(parallel_lines_are_theta_apart.says()[-1])
    w = [value(price, t=np.sqrt(theta**2)) for theta in thetas]
    js = value(right(parallel_lines_have_js_log_2.says()[0]))
    tv = value(left(parallel_lines_have_tv_1.says()[0]))
    apart = thetas[thetas != 0]
    axes.plot(thetas, w, color=BLUE)
    for height, colour in ((TOP, RED), (tv, ORANGE), (js, GREEN)):
        for side in (apart[apart < 0], apart[apart > 0]):
            axes.plot(side, np.full(side.size, height), color=colour)
        axes.plot(0, height, "o", color=colour, markerfacecolor="white", markersize=5)
    for x in np.linspace(-0.95, 0.95, 20):
        axes.annotate("", (x, TOP + 0.09), (x, TOP), arrowprops={"arrowstyle": "->", "color": RED})
    said = map(left, parallel_lines_coincide_at_0.says())
    meet = sorted({float(value(formula, a=0.5, w_i=np.ones(1))) for formula in said})
    axes.plot([0] * len(meet), meet, "o", color="black", markersize=5, zorder=5)
    words = (
        (-0.5, TOP - 0.085, r"KL $= \infty$, both ways", RED),
        (-0.5, tv + 0.03, "TV $= 1$", ORANGE),
        (-0.5, js + 0.03, r"JS $= \log 2$", GREEN),
        (0.5, 0.36, r"$W_1 = |\theta|$", BLUE),
        (0.04, -0.045, r"all are 0 at $\theta = 0$", "black"),
    )
    for x, y, text, colour in words:
        axes.text(x, y, text, color=colour)
    axes.set(xlabel=r"$\theta$", ylim=(-0.08, 1.42), xlim=(-1, 1))
    axes.set_title(r"Uniform on $\{0\}\times[0,1]$ against $\{\theta\}\times[0,1]$")
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    save(figure, "parallel_lines")
