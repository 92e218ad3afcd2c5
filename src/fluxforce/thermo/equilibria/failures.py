"""Why an equilibrium was not found, in words: which species ran away, and what to try."""

import numpy as np

from fluxforce.thermo.equilibria.solution import Solution

_STRONG = 10.0  # [mol/kgw] more than any activity model of a database was made for
_DRY = 0.3  # activity of water below which a water is none
_GASES = ("O2", "H2", "CH4", "N2", "H2S", "CO2")


def unsolved(solution: Solution, cell: int = 0) -> tuple[str, str]:
    """What was wrong in a cell that did not converge, naming its foremost species, and what to try."""
    count = solution.chemistry.dissolved
    molality = np.asarray(solution.molality[:count, cell])
    finite = np.where(np.isfinite(molality), molality, np.inf)
    foremost = solution.chemistry.species[int(np.argmax(finite))]
    most, strength = float(finite.max()), float(solution.ionic_strength[cell])
    size, steps = float(solution.solved.size[cell]), int(solution.solved.iterations[cell])
    said = f"{foremost} came to {most:.3g} mol/kgw after {steps} steps, the last one {size:.1g} in ln a"
    if foremost in _GASES and most > 1:
        pe, ph = float(solution.pe[cell]), float(solution.ph[cell])
        beyond = f"pH {ph:.2f} and pe {pe:.2f} put so much {foremost} into the water that it is none"
        return (
            f"{beyond}: {said}",
            "give a pe within the stability of water, or let the gas escape into a gas phase",
        )
    if not np.isfinite(strength) or strength > _STRONG or float(solution.water_activity[cell]) < _DRY:
        hint = f"check the units of what holds {foremost}; the activity model does not reach that far"
        water = float(solution.water_activity[cell])
        return f"ionic strength {strength:.3g} mol/kgw, activity of water {water:.2g}: {said}", hint
    hint = f"start from a similar water that was found, and change what holds {foremost} in steps"
    return said, hint
