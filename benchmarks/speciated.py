"""Our side of the speciation benchmark: waters of benchmarks.waters speciated by fluxforce, and timed."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.waters import Waters

# Where activities depend on I alone, a last Newton step below this leaves about its square, 1e-8 to 1e-7 in ln a;
# PhreeqcRM's tolerance is 1e-8. Elsewhere steps shrink linearly, and the last one bounds the error.
TOLERANCE = 3e-4
LINEAR_TOLERANCE = 1e-7
_OTHER_MODELS = ("pitzer.dat", "sit.dat")


@dataclass
class Speciator:
    """One compiled system; `model` is an AqueousModel, or a Chemistry where activities need more than I."""

    model: Any
    tolerance: float

    def solve(self, waters: Waters, start: Any = None) -> tuple[float, Any]:
        """Processor seconds, and what was found."""
        import jax
        import jax.numpy as jnp

        from fluxforce.thermo.aqueous.speciate import speciate

        totals = jax.block_until_ready(jnp.asarray(waters.totals(self.model.components)))
        begin = time.process_time()
        found = jax.block_until_ready(speciate(self.model, totals, start, tolerance=self.tolerance))
        return time.process_time() - begin, found

    def ph(self, found: Any) -> np.ndarray:
        """pH of each cell."""
        return -np.asarray(found.z[self.model.components.index("H+")]) / np.log(10.0)


def speciator(waters: Waters) -> Speciator:
    """The system of these waters at 25 degC."""
    from fluxforce.model.databases import aqueous_model, database_path, read_database
    from fluxforce.model.databases.chemistry import build_chemistry

    database = read_database(database_path(waters.database))
    if waters.database in _OTHER_MODELS:
        return Speciator(build_chemistry(database, waters.elements, redox=False), LINEAR_TOLERANCE)
    return Speciator(aqueous_model(database, waters.elements, 298.15), TOLERANCE)
