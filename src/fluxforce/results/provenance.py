"""Where results come from: versions, hashes, machine, date."""

import platform
import sys
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fluxforce import __version__
from fluxforce.model.schema import Model
from fluxforce.results.files import digest

PACKAGES = (
    "jax",
    "jaxlib",
    "equinox",
    "numpy",
    "phreeqc",
    "pint",
    "pydantic",
    "ruamel.yaml",
    "xarray",
    "h5netcdf",
)


def provenance(model: Model, *, database: Path | None = None, seed: int | None = None) -> dict[str, Any]:
    """Versions of all that computes, SHA-256 of the model file's text and of the database file, machine and
    date.
    """
    text = (
        "\n".join(model.tree.lines) if model.tree is not None and model.tree.lines else str(model.resolved())
    )
    name = Path(model.tree.file).name if model.tree is not None else None
    return {
        "fluxforce": __version__,
        "python": sys.version.split()[0],
        "packages": {name: found for name in PACKAGES if (found := _version(name)) is not None},
        "platform": platform.platform(),
        "machine": platform.machine(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "model": {"file": name, "sha256": sha256(text.encode()).hexdigest()},
        "database": None if database is None else {"file": database.name, "sha256": digest(database)},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
