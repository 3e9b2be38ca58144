"""Keep what `python -m gan compare` left in a folder, at a size that suits a repository.

    python docs/keep_gan_comparison.py DIR

Numbers keep six digits; pictures become at most 1,200 pixels wide, small ones three times larger,
of 64 shades. Writes docs/results/gan_comparison.
"""

import json
import sys
from pathlib import Path

from PIL import Image

KEPT = Path(__file__).parent / "results" / "gan_comparison"
WIDEST, NARROW, SHADES = 1200, 300, 64
DIGITS = 6


def short(found):
    """Numbers to six digits, in whatever holds them."""
    if isinstance(found, float):
        return float(f"{found:.{DIGITS}g}")
    if isinstance(found, dict):
        return {name: short(one) for name, one in found.items()}
    return [short(one) for one in found] if isinstance(found, list) else found


def keep(folder):
    KEPT.mkdir(parents=True, exist_ok=True)
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    (KEPT / "results.json").write_text(json.dumps(short(found)) + "\n", encoding="utf-8")
    (KEPT / "table.txt").write_text((folder / "table.txt").read_text(encoding="utf-8"))
    for path in sorted(folder.glob("*.png")):
        picture = Image.open(path).convert("RGB")
        if picture.width > WIDEST:
            height = round(picture.height * WIDEST / picture.width)
            picture = picture.resize((WIDEST, height), Image.Resampling.LANCZOS)
        elif picture.width < NARROW:
            picture = picture.resize(
                (3 * picture.width, 3 * picture.height), 0
            )  # pixels stay sharp
        picture.quantize(SHADES).save(KEPT / path.name, optimize=True)
    for path in sorted(KEPT.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
