"""The runs of a long study, each written down as it ends, so that Ctrl-C loses one at most."""

import json
import time
from pathlib import Path

BUILD = Path(__file__).resolve().parents[1] / "build"


class Runs:
    """Rows in build/NAME.jsonl, after a line with the setting that all of them share."""

    def __init__(self, name, setting):
        self._path = BUILD / f"{name}.jsonl"
        self.setting = setting
        self.rows = []
        if not self._path.is_file():
            BUILD.mkdir(exist_ok=True)
            self._path.write_text(json.dumps(setting) + "\n")
            return
        first, *rows = self._path.read_text().splitlines()
        if json.loads(first) != setting:
            raise SystemExit(f"{self._path.name} is of {first}; this is {setting}: remove it first")
        self.rows = [json.loads(row) for row in rows]

    def finish(self, wanted, run, told):
        """Run what is wanted, dictionaries that rows begin with, and not there yet."""
        left = [one for one in wanted if not any(one.items() <= row.items() for row in self.rows)]
        start = time.perf_counter()
        for count, one in enumerate(left, 1):
            row = {**one, **run(**one)}
            self.rows.append(row)
            with self._path.open("a") as file:
                file.write(json.dumps(row) + "\n")
            ends = (time.perf_counter() - start) / count * (len(left) - count) / 60
            print(f"{count}/{len(left)} {told(row)}; {ends:5.1f} min left", flush=True)
