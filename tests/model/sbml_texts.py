"""Small SBML texts: a frame, and the pieces that tests put into it."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
<model id="small"{units}>"""
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">'


def species(name: str, amount: float, *, held: bool = False, concentration: bool = False) -> str:
    start = "initialConcentration" if concentration else "initialAmount"
    only, boundary = str(not concentration).lower(), str(held).lower()
    return (
        f'<species id="{name}" compartment="cell" {start}="{amount}" hasOnlySubstanceUnits="{only}" '
        f'boundaryCondition="{boundary}" constant="{boundary}"/>'
    )


def reaction(
    name: str,
    before: dict[str, float],
    after: dict[str, float],
    law: str,
    *,
    reversible: bool = False,
    local: str = "",
    modifiers: tuple[str, ...] = (),
) -> str:
    """``law`` is MathML inside <math>."""
    sides = []
    for tag, side in (("Reactants", before), ("Products", after)):
        inner = "".join(
            f'<speciesReference species="{s}" stoichiometry="{n}" constant="true"/>' for s, n in side.items()
        )
        sides.append(f"<listOf{tag}>{inner}</listOf{tag}>" if inner else "")
    catalysts = "".join(f'<modifierSpeciesReference species="{s}"/>' for s in modifiers)
    catalysts = f"<listOfModifiers>{catalysts}</listOfModifiers>" if catalysts else ""
    own = f"<listOfLocalParameters>{local}</listOfLocalParameters>" if local else ""
    return (
        f'<reaction id="{name}" reversible="{str(reversible).lower()}">{"".join(sides)}{catalysts}'
        f"<kineticLaw>{MATH}{law}</math>{own}</kineticLaw></reaction>"
    )


def model(
    *reactions: str,
    parts: str = "",
    parameters: dict[str, float] | None = None,
    volume: float = 1.0,
    more: str = "",
    before: str = "",
    units: str = "",
    events: str = "",
) -> str:
    """``parts`` are species; ``more`` follows the parameters, ``before`` stands before the compartments."""
    values = "".join(
        f'<parameter id="{k}" value="{v}" constant="true"/>' for k, v in (parameters or {}).items()
    )
    return "\n".join(
        [
            HEAD.format(units=units),
            before,
            f'<listOfCompartments><compartment id="cell" size="{volume}" constant="true"/></listOfCompartments>',
            f"<listOfSpecies>{parts}</listOfSpecies>",
            f"<listOfParameters>{values}</listOfParameters>" if values else "",
            more,
            f"<listOfReactions>{''.join(reactions)}</listOfReactions>" if reactions else "",
            f"<listOfEvents>{events}</listOfEvents>" if events else "",
            "</model></sbml>",
        ]
    )


def event(
    name: str, trigger: str, assignments: dict[str, float], *, initially: bool = False, more: str = ""
) -> str:
    """``trigger`` is MathML, on a line of its own; ``more`` stands between it and the assignments."""
    given = "".join(
        f'<eventAssignment variable="{k}">{MATH}{cn(v)}</math></eventAssignment>'
        for k, v in assignments.items()
    )
    first = str(initially).lower()
    return (
        f'\n<event id="{name}" useValuesFromTriggerTime="true"><trigger initialValue="{first}" persistent="true">'
        f"{MATH}{trigger}</math></trigger>{more}\n<listOfEventAssignments>{given}</listOfEventAssignments></event>"
    )


def rule(name: str, value: str) -> str:
    return f'\n<assignmentRule variable="{name}">{MATH}{value}</math></assignmentRule>'


def later(time: float) -> str:
    """From a time on."""
    t = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'
    return f"<apply><geq/>{t}{cn(time)}</apply>"


def times(*factors: str) -> str:
    return f"<apply><times/>{''.join(factors)}</apply>"


def minus(*parts: str) -> str:
    return f"<apply><minus/>{''.join(parts)}</apply>"


def divide(top: str, bottom: str) -> str:
    return f"<apply><divide/>{top}{bottom}</apply>"


def ci(name: str) -> str:
    return f"<ci>{name}</ci>"


def cn(value: float) -> str:
    return f"<cn>{value}</cn>"
