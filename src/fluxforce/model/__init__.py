"""Names and units -> documents -> arrays: everything between a model file and the kernel."""

from fluxforce.model.names import check_names
from fluxforce.model.reader import from_data, read, read_text

__all__ = ["check_names", "from_data", "read", "read_text"]
