"""Do two samples come from one law? By hand what `python -m divergences compare` does at once.

Two samples of 200 points in the plane, the second shifted by 0.8 along the first axis: how far
apart they are (with proof), and what the same distance is when labels are drawn by lot.
"""

import numpy as np

from divergences import estimate_mmd_squared, kernels, prove, wasserstein

SIZE, SHIFT, DRAWS = 200, 0.8, 19

rng = np.random.default_rng(0)
x = rng.normal(size=(SIZE, 2))
y = rng.normal(size=(SIZE, 2)) + [SHIFT, 0]

# A distance belongs to the two samples: exact, and proved on request.
distance = wasserstein(x, y)
bounds = prove(wasserstein, x, y)
print(f"W1 of the samples: {distance:.12g}")
print(f"proved to lie in [{bounds.lower!r}, {bounds.upper!r}]")

# An estimate is about the laws behind them.
print("MMD^2 of the laws:", estimate_mmd_squared(x, y, kernels.gaussian(1.0)))

# A null: what W1 would be if the labels meant nothing. Never two halves of one sample:
# smaller samples are further apart.
pooled = np.concatenate([x, y])
null = []
for _ in range(DRAWS):
    order = rng.permutation(len(pooled))
    null.append(wasserstein(pooled[order[:SIZE]], pooled[order[SIZE:]]))
p = (1 + sum(w >= distance for w in null)) / (1 + DRAWS)
print(f"W1 under relabelling: median {np.median(null):.3g}, largest {max(null):.3g}; p = {p:.3g}")
