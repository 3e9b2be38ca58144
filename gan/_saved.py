"""A checkpoint: what was reached in each stage of a fit, in one file of safetensors."""

import hashlib
import json
import os
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

FORMAT = 2
_SOFT = ("threads", "torch")  # may differ: then the numbers may, too, and that is said


class Saved:
    """Stages by name, each a dictionary of tensors; kept in a file if there is a path."""

    def __init__(self, path: str | Path | None, about: dict[str, Any]) -> None:
        threads = torch.get_num_threads()
        self._about = {"format": FORMAT, **about, "threads": threads, "torch": torch.__version__}
        self._path = None if path is None else Path(path)
        self._stages: dict[str, dict[str, Tensor]] = {}
        if self._path is None:
            return
        if self._path.is_dir() or not self._path.parent.is_dir():
            raise ValueError(
                f"checkpoint {self._path} is a folder, or in none that there is; "
                "name a file, in a folder made before"
            )
        if self._path.exists():
            self._read(self._path)

    def load(self, stage: str) -> dict[str, Tensor]:
        """Return what was saved last under this name; empty if nothing was."""
        return self._stages.get(stage, {})

    def save(self, stage: str, tensors: dict[str, Tensor]) -> None:
        """Keep the tensors under this name, and write the file anew, whole or not at all."""
        if self._path is None:
            return
        from safetensors.torch import save_file

        self._stages[stage] = {name: one.detach().clone() for name, one in tensors.items()}
        flat = {
            f"{stage}/{name}": one.contiguous()
            for stage, found in self._stages.items()
            for name, one in found.items()
        }
        beside = self._path.with_name(self._path.name + ".part")
        metadata = {"about": json.dumps(self._about), "digest": digest(flat)}
        save_file(flat, beside, metadata=metadata)
        os.replace(beside, self._path)

    def _read(self, path: Path) -> None:
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="pt") as file:
                metadata = file.metadata() or {}
                about = json.loads(metadata.get("about", "null"))
                flat = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            if not isinstance(about, dict):
                raise ValueError(f"its metadata says {about!r} about the fit")
        except (SafetensorError, OSError, ValueError) as error:
            raise ValueError(
                f"{path} is no checkpoint ({error}); remove it or name another"
            ) from None
        for name, now in self._about.items():
            then = about.get(name)
            if then == now:
                continue
            if name not in _SOFT:
                raise ValueError(
                    f"{path} was left by a fit with {name} {then!r}, and this one has {now!r}; "
                    "pass what that fit was given, or name another checkpoint"
                )
            warnings.warn(
                f"{path} was left with {name} {then!r}, now {now!r}: the numbers may differ",
                stacklevel=4,
            )
        if metadata.get("digest") != digest(flat):
            raise ValueError(
                f"{path} is damaged: its tensors are not those that were written, by their "
                "SHA-256; remove it or name another"
            )
        for name, one in flat.items():
            stage, _, key = name.partition("/")
            self._stages.setdefault(stage, {})[key] = one


def digest(flat: dict[str, Tensor]) -> str:
    """Return what tells these tensors, by name, from others."""
    found = hashlib.sha256()
    for name, one in sorted(flat.items()):
        found.update(repr((name, one.dtype, tuple(one.shape))).encode())
        found.update(one.cpu().contiguous().flatten().view(torch.uint8).numpy().data)
    return found.hexdigest()


def write_whole(path: Path, text: str) -> None:
    """Write a file of text, whole or not at all."""
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def save_module(module: nn.Module, path: Path) -> None:
    """Write a module's tensors, whole or not at all."""
    from safetensors.torch import save_file

    beside = path.with_name(f"{path.name}.part")
    save_file({name: one.contiguous() for name, one in module.state_dict().items()}, beside)
    os.replace(beside, path)


def load_module(module: nn.Module, path: Path) -> None:
    """Put the tensors of a file into a module of the same architecture."""
    from safetensors.torch import load_file

    module.load_state_dict(load_file(path))
