"""Four proofs, printed: a finite KL, an infinite one, W2 of two images, an unconverged Sinkhorn.

python examples/printed_proofs.py
"""

import numpy as np

from divergences import (
    Measure,
    NotConverged,
    kl,
    prove,
    sinkhorn,
    transport,
    wasserstein,
)
from divergences.costs import euclidean


def show(question: str, value: float, bounds) -> None:
    """Print a number, where it is proved to lie, and by which argument."""
    print(
        f"{question}\n    computed  {value!r}\n    proved    {bounds}\n    by        {bounds.how}\n"
    )


def image(pixels: np.ndarray) -> Measure:
    """Return an image as a measure: ink at the places of its pixels."""
    rows, columns = np.nonzero(pixels)
    ink = pixels[rows, columns].astype(float)
    return Measure(np.column_stack([rows, columns]), ink, normalize=True)


def digits() -> tuple[Measure, Measure]:
    """Return the first zero and the first three of scikit-learn's handwritten digits."""
    from sklearn.datasets import load_digits

    data = load_digits()
    return tuple(image(data.images[data.target == digit][0]) for digit in (0, 3))


def main() -> None:
    """Print the proofs."""
    p, q = [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]
    show("KL(p || q), p = (2, 1, 1)/4, q = (1, 1, 2)/4", kl(p, q), prove(kl, p, q))
    r = [0.5, 0.5, 0.0]
    show("KL(p || r), r = (1, 1, 0)/2", kl(p, r), prove(kl, p, r))

    mu, nu = digits()
    value, bounds = wasserstein(mu, nu, order=2), prove(wasserstein, mu, nu, order=2)
    show(f"W2 of a zero and a three: {mu} to {nu}", value, bounds)
    print(f"    relative gap {bounds.width / bounds.upper:.1e}\n")

    try:
        sinkhorn(mu, nu, euclidean, eps=0.01, max_iterations=5)
    except NotConverged as stopped:
        result, best = stopped.result, transport(mu, nu, euclidean)
        show(f"W1 by a Sinkhorn that {stopped}", result.value, result.bounds())
        show("W1 by network simplex: within the bounds above", best.value, best.bounds())


if __name__ == "__main__":
    main()
