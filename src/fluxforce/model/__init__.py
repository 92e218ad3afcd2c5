"""Names and units -> documents -> arrays: everything between a model file and the kernel.

The names below are looked up when first used: databases are read without the schema of model files and without JAX.
"""

from typing import TYPE_CHECKING

from fluxforce.doors import door, names_behind

if TYPE_CHECKING:
    from fluxforce.model.names import check_names
    from fluxforce.model.reader import from_data, read, read_text

__getattr__ = door(
    __name__,
    names_behind({"model.names": "check_names", "model.reader": "from_data, read, read_text"}),
    globals(),
)

__all__ = ["check_names", "from_data", "read", "read_text"]
