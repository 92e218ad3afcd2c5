"""What a person can try when the solver gave up on a model."""

from fluxforce.model.schema import BatchModel, ColumnModel, Expression, Model

TRY = "what to try: "


def remedy(model: Model, grows: bool = False) -> str:
    """One sentence, from what the model contains and whether something ``grows`` without bound."""
    if grows:
        return f"{TRY}end before that time, or give what grows a brake"
    tries = []
    if isinstance(model, ColumnModel | BatchModel):
        own = [name for name, mineral in model.minerals.items() if isinstance(mineral.rate, Expression)]
        if own:
            tries.append(
                f"look at the rate written for {' and '.join(own)}, which must stay finite and smooth and have "
                "the sign of 1 - omega ('fluxforce check' tests that)"
            )
        if model.minerals:
            tries.append("check rate constants, surface areas and their units")
    tighter = max(model.time.tolerance / 10.0, 1e-8)
    tries.append(f"a 'tolerance' of {tighter:g} makes smaller steps from the start")
    return f"{TRY}{'; '.join(tries)}"
