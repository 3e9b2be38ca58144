"""The optimum of a transport problem, by a simplex method in rational numbers."""

from fractions import Fraction


def exact_optimum(a, b, costs):
    """Return the optimum as a Fraction, by the simplex method with Bland's rule.

    The tableau of a transport problem holds only -1, 0 and 1 (it is totally unimodular), so all
    pivots are integers. An artificial variable per row of constraints carries the first basis.
    """
    a, b = ([Fraction(w) for w in side] for side in (a, b))
    a, b = [w / sum(a) for w in a], [w / sum(b) for w in b]
    n, m = len(a), len(b)
    rows = [[int(k // m == i) for k in range(n * m)] for i in range(n)]
    rows += [[int(k % m == j) for k in range(n * m)] for j in range(m)]
    right = a + b
    objective = [Fraction(c) for line in costs for c in line]
    infeasible = [-sum(column) for column in zip(*rows, strict=True)]
    basis = [None] * (n + m)
    left, value = -sum(right), Fraction(0)
    while True:
        target = infeasible if left < 0 else objective
        allowed = (k for k in range(n * m) if target[k] < 0 and (left < 0 or infeasible[k] == 0))
        entering = next(allowed, None)
        if entering is None:
            assert left == 0
            return -value
        ratios = [
            (right[i], -1 if basis[i] is None else basis[i], i)
            for i in range(n + m)
            if rows[i][entering] == 1
        ]
        out = min(ratios)[2]
        for i in range(n + m):
            factor = rows[i][entering]
            if i != out and factor:
                rows[i] = [u - factor * v for u, v in zip(rows[i], rows[out], strict=True)]
                right[i] -= factor * right[out]
        left -= infeasible[entering] * right[out]
        value -= objective[entering] * right[out]
        for line in (infeasible, objective):
            factor = line[entering]
            line[:] = [u - factor * v for u, v in zip(line, rows[out], strict=True)]
        basis[out] = entering
