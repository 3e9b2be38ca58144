"""Draw the pictures of docs/inference.md into docs/figures.

python docs/draw_inference.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from drawings import inference

if __name__ == "__main__":
    inference.draw()
