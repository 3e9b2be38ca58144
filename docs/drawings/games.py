"""The game xy by five kinds of steps, and the Dirac-GAN by five kinds of training."""

import numpy as np

from proofs.claims.better_steps_reach_the_equilibrium_of_xy import EXTRA, IMPLICIT, THEN
from proofs.claims.dirac_gans_run_away_unless_penalised_at_0 import FREE, PSI, THETA, WGAN
from proofs.claims.optimistic_steps_need_eta_below_1_over_root_3 import NEXT
from proofs.claims.simultaneous_steps_spiral_outward import X, Y
from proofs.kernel.formulas import sides

from .house import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, save, sheet, squared, value

ETA, STEPS, START = 0.25, 60, (1.0, 0.0)


def play(x_formula, y_formula, names=("x", "y"), start=START, steps=STEPS, **settings):
    """Repeat a step, which is two formulas."""
    path = [start]
    for _ in range(steps):
        at = dict(zip(names, path[-1], strict=True)) | settings
        path.append((value(x_formula, **at), value(y_formula, **at)))
    return np.array(path)


def implicit():
    """Solve the two linear equations u = x - eta v, v = y + eta u of the claim, at each step."""
    path = [START]
    for _ in range(STEPS):
        x, y = path[-1]
        u_equation, v_equation = (f"{a} - ({b})" for a, _, b in map(sides, IMPLICIT))
        at = {"x": x, "y": y, "eta": ETA}
        origin = np.array([value(e, u=0, v=0, **at) for e in (u_equation, v_equation)])
        columns = [
            [value(e, u=u, v=v, **at) for e in (u_equation, v_equation)] - origin
            for u, v in ((1, 0), (0, 1))
        ]
        path.append(tuple(np.linalg.solve(np.array(columns).T, -origin)))
    return np.array(path)


def optimistic():
    """Repeat the step of the claim from z = z before = the start."""
    at = dict(zip("abcd", (*START, *START), strict=True))
    path = [START]
    for _ in range(STEPS):
        at = {name: value(formula, eta=ETA, **at) for name, formula in NEXT.items()}
        path.append((at["a"], at["b"]))
    return np.array(path)


def draw_xy():
    games = (
        ("simultaneous", play(X, Y, eta=ETA), RED),
        ("alternating", play(X, THEN, eta=ETA), ORANGE),
        ("extragradient", play(*squared(EXTRA), eta=ETA), BLUE),
        ("optimistic", optimistic(), GREEN),
        ("implicit", implicit(), PURPLE),
    )
    figure, grid = sheet(2, 3, width=7.2, height=4.8)
    *small, last = grid.ravel()
    for axes, (name, path, colour) in zip(small, games, strict=True):
        axes.plot(*path.T, "-", color=colour, linewidth=0.8)
        axes.plot(*path.T, ".", color=colour, markersize=3)
        axes.plot(*START, "o", color="black", markersize=4)
        axes.plot(0, 0, "+", color="black", markersize=8)
        axes.set_title(name, color=colour)
        size = 1.15 * np.abs(path).max()
        axes.set(xlim=(-size, size), ylim=(-size, size), aspect="equal", xlabel="x", ylabel="y")
        style = "--" if name == "implicit" else "-"  # it lies on extragradient
        last.semilogy(np.hypot(*path.T), style, color=colour)
    last.set(title="distance from (0, 0)", xlabel="step", ylim=(0.1, 10))
    figure.suptitle(rf"min over $x$, max over $y$ of $xy$: steps of $\eta$ = {ETA} from (1, 0)")
    save(figure, "xy_game")


def pull(theta, psi):
    """Return the slope k of the GAN's loss, the logistic of -psi theta."""
    return 1 / (1 + np.exp(psi * theta))


def dirac_gan(eta, steps):
    theta_step, psi_step = squared(FREE)
    path = [START]
    for _ in range(steps):
        theta, psi = path[-1]
        at = {"theta": theta, "psi": psi, "eta": eta, "k": pull(theta, psi)}
        path.append((value(theta_step, **at), value(psi_step, **at)))
    return np.array(path)


def clipped(eta, steps, c=0.5):
    theta_step, psi_step = squared(WGAN)
    path = [START]
    for _ in range(steps):
        at = {"theta": path[-1][0], "psi": path[-1][1], "eta": eta}
        path.append((value(theta_step, **at), float(np.clip(value(psi_step, **at), -c, c))))
    return np.array(path)


def penalised_at_1(eta, steps, lam=1.0):
    """Take the critic's step as in the claim's last statement, for either sign of psi."""
    theta_step, psi_step = squared(WGAN)
    path = [START]
    for _ in range(steps):
        at = {"theta": path[-1][0], "psi": path[-1][1], "eta": eta}
        push = 2 * eta * lam * (abs(at["psi"]) - 1) * np.sign(at["psi"])
        path.append((value(theta_step, **at), value(psi_step, **at) - push))
    return np.array(path)


def draw_dirac():
    eta, steps = 0.1, 400
    names = ("theta", "psi")
    runs = (
        ("GAN", dirac_gan(eta, steps), RED),
        ("WGAN", play(*squared(WGAN), names, steps=150, eta=eta), ORANGE),
        ("WGAN, clipped at 1/2", clipped(eta, steps), GREY),
        ("penalty centred at 1", penalised_at_1(eta, steps), PURPLE),
        ("penalty centred at 0", play(THETA, PSI, names, steps=steps, eta=eta, lam=0.5), GREEN),
    )
    figure, grid = sheet(2, 3, width=7.2, height=4.8)
    *small, last = grid.ravel()
    for axes, (name, path, colour) in zip(small, runs, strict=True):
        axes.plot(*path.T, "-", color=colour, linewidth=0.9)
        axes.plot(*START, "o", color="black", markersize=4)
        axes.plot(0, 0, "+", color="black", markersize=9)
        axes.set_title(name, color=colour)
        size = 1.15 * max(1.0, np.abs(path).max())
        axes.set(xlim=(-size, size), ylim=(-size, size), aspect="equal")
        axes.set(xlabel=r"generator $\theta$", ylabel=r"critic $\psi$")
        last.semilogy(np.maximum(np.hypot(*path.T), 1e-6), color=colour)
    last.set(title="distance from (0, 0)", xlabel="step", ylim=(1e-4, 20))
    figure.suptitle(rf"The Dirac-GAN: simultaneous steps of $\eta$ = {eta} from (1, 0)")
    save(figure, "dirac_gan")


def draw():
    draw_xy()
    draw_dirac()
