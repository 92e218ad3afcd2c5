"""Writing files so that a kill at any moment leaves either the old one or the new one, never half of one."""

import json
import math
import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any


def write_bytes(path: Path, data: bytes) -> None:
    """Write beside the target, force it to disk, then put it in place in one step."""
    write_with(path, lambda beside: beside.write_bytes(data))


def write_with(path: Path, write: Callable[[Path], object]) -> None:
    """The same for a function that writes a file of its own."""
    beside = path.with_name(f".{path.name}.part")
    write(beside)
    _sync(beside)
    os.replace(beside, path)
    _sync(path.parent)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Indented JSON. Numbers that are not finite become null: JSON has no word for them."""
    write_bytes(path, (json.dumps(plain(data), indent=2, allow_nan=False) + "\n").encode())


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object; an empty one where there is no file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def plain(value: Any) -> Any:
    """Mappings, sequences, arrays and numbers of any library -> what JSON knows."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    # Arrays and scalars of NumPy and JAX; anything else is a mistake of the caller and says so.
    return plain(value.tolist())


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
