"""Draw the pictures of the claims into docs/figures; `python -m proofs --html` puts them in.

python docs/draw_claims.py [NAME ...]
"""

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
NAMES = (
    "parallel_lines", "dirt_piles", "games", "normals", "penalty_slope", "modes_of_convergence",
)  # fmt: skip

if __name__ == "__main__":
    for name in sys.argv[1:] or NAMES:
        import_module(f"drawings.{name}").draw()
