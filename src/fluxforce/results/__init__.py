"""Results of a run: in memory, and as a folder that opens whatever happens to the run."""

from fluxforce.results.data import Results
from fluxforce.results.folder import ResultsFolder, check_folder
from fluxforce.results.loading import describe, load
from fluxforce.results.provenance import provenance

__all__ = ["Results", "ResultsFolder", "check_folder", "describe", "load", "provenance"]
