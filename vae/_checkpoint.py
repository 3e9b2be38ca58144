"""Checkpoints: one safetensors file, whose header holds the JSON, so that they cannot disagree.

No pickle is written or read. A file is replaced at once, never half written.
"""

import hashlib
import json
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

VERSION = 1
Tensors = dict[str, Tensor]


def fingerprint(tensors: Sequence[Tensor]) -> str:
    """Return a hash of the numbers that a training is given."""
    found = hashlib.sha256()
    for tensor in tensors:
        found.update(str((tuple(tensor.shape), tensor.dtype)).encode())
        found.update(tensor.contiguous().numpy().data)
    return found.hexdigest()


@dataclass(frozen=True)
class Checkpoint:
    """A file, and what the training is that it belongs to: settings and the data's fingerprint."""

    path: Path
    belongs_to: dict[str, Any]

    def save(self, tensors: Tensors, state: dict[str, Any]) -> None:
        """Write both, in place of what is there."""
        from safetensors.torch import save_file

        about = {
            "version": VERSION,
            "belongs_to": self.belongs_to,
            "state": state,
            "machine": _machine(),
        }
        new = self.path.with_name(self.path.name + ".new")
        kept = {name: tensor.detach().contiguous().cpu() for name, tensor in tensors.items()}
        save_file(kept, new, metadata={"json": json.dumps(about)})
        os.replace(new, self.path)

    def load(self) -> tuple[Tensors, dict[str, Any]] | None:
        """Return what was saved, None where there is no file; refuse another training's file."""
        from safetensors import SafetensorError, safe_open

        if not self.path.exists():
            if not self.path.parent.is_dir():
                raise ValueError(
                    f"checkpoint: there is no folder {self.path.parent}; make it first"
                )
            return None
        try:
            with safe_open(self.path, framework="pt") as file:
                about = json.loads((file.metadata() or {}).get("json", "{}"))
                # copied: what safetensors gives lies in the file
                tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError) as error:
            raise ValueError(
                f"checkpoint {self.path} cannot be read ({error}); remove it"
            ) from None
        if about.get("version") != VERSION:
            raise ValueError(f"checkpoint {self.path} is none of version {VERSION}; remove it")
        self._refuse_another(about["belongs_to"])
        _say_what_differs(about["machine"])
        return tensors, about["state"]

    def _refuse_another(self, theirs: dict[str, Any]) -> None:
        mine = json.loads(json.dumps(self.belongs_to))
        differ = [name for name in mine | theirs if mine.get(name) != theirs.get(name)]
        if differ:
            name = differ[0]
            raise ValueError(
                f"checkpoint {self.path} is of a training with {name}={theirs.get(name)!r}, and "
                f"this has {mine.get(name)!r}; remove it, or pass another path"
            )


def _machine() -> dict[str, Any]:
    """What decides the last bits of a training."""
    return {"torch": torch.__version__, "threads": torch.get_num_threads()}


def _say_what_differs(theirs: dict[str, Any]) -> None:
    for name, here in _machine().items():
        if theirs.get(name) != here:
            warnings.warn(
                f"the checkpoint was written with {name} {theirs.get(name)}, and this is {here}: "
                "the last bits may differ from those of a training that was not interrupted",
                UserWarning,
                stacklevel=2,
            )
