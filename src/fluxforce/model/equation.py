"""Chemical formulas and reaction equations, as people write them.

`2 H+ + CO3-2 <=> CO2 + H2O` becomes {"H+": -2, "CO3-2": -1, "CO2": 1, "H2O": 1}: products positive.
"""

import re
from collections import defaultdict

from fluxforce.model.periodic_table import SYMBOLS

# name -> stoichiometric number, products positive
Reaction = dict[str, float]

LONGEST = 300
_ARROW = re.compile(r"\s(?:<=>|<->|=)\s")
_TERM = re.compile(r"(?:(\d{1,4}(?:\.\d{1,6})?)\s+)?(\S{1,80})")
_CHARGE = re.compile(r"(?:(?P<signs>\++|-+)|(?P<sign>[+-])(?P<number>\d))$")
_PIECE = re.compile(
    r"(?P<symbol>[A-Z][a-z]?)(?P<count>\d{0,4}(?:\.\d{1,4})?)|(?P<open>\()|\)(?P<times>\d{0,4})"
)


class EquationError(ValueError):
    """A text that is no equation or formula; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str | None = None):
        self.hint = hint
        ValueError.__init__(self, message)


def parse_equation(text: str) -> Reaction:
    """Net stoichiometric numbers of an equation; what stands on both sides alike drops out. Raises
    EquationError.
    """
    before, after = parse_sides(text)
    reaction: defaultdict[str, float] = defaultdict(float)
    for sign, side in ((-1.0, before), (1.0, after)):
        for name, number in side.items():
            reaction[name] += sign * number
    net = {name: number for name, number in reaction.items() if number != 0.0}
    if not net:
        raise EquationError(f"'{text}' changes nothing")
    return net


def parse_sides(text: str) -> tuple[Reaction, Reaction]:
    """Both sides of an equation, all numbers positive: "A + 2 X <=> 3 X" keeps X on both, as the orders of a rate
    law need it (autocatalysis, catalysts). Numbers of one species on one side add up. Raises EquationError.
    """
    like = "write it as 'A + 2 B <=> C', with blanks around + and <=>"
    if len(text) > LONGEST:
        raise EquationError("the equation is too long")
    sides = _ARROW.split(f" {text.strip()} ")
    if len(sides) != 2:
        raise EquationError(f"'{text}' is not an equation", like)
    found = []
    for side in sides:
        if not side.strip():
            raise EquationError(f"'{text}' has nothing on one side", like)
        terms: defaultdict[str, float] = defaultdict(float)
        for term in re.split(r"\s\+\s", f" {side.strip()} "):
            match = _TERM.fullmatch(term.strip())
            if match is None or match[2] == "+":
                raise EquationError(f"'{term.strip()}' is not a species with its number", like)
            terms[match[2]] += float(match[1] or 1.0)
        found.append({name: number for name, number in terms.items() if number != 0.0})
    return found[0], found[1]


def parse_formula(text: str) -> tuple[dict[str, float], int]:
    """Elements with their counts, and the charge: "CaHCO3+" -> ({Ca: 1, H: 1, C: 1, O: 3}, 1). Raises
    EquationError.
    """
    hint = "formulas are written as Ca+2, HCO3-, CaCO3, CO2(aq) or CaSO4:2H2O"
    bare = re.sub(r"\((aq|g|s|l)\)$", "", text)
    match = _CHARGE.search(bare)
    charge = 0
    if match is not None and match.start() > 0:
        bare = bare[: match.start()]
        signs = match["signs"]
        charge = (
            (len(signs) if signs[0] == "+" else -len(signs))
            if signs
            else int(match["sign"] + match["number"])
        )
    counts: defaultdict[str, float] = defaultdict(float)
    for part in bare.split(":"):
        leading = re.match(r"\d{1,3}(?=[A-Z(])", part)
        factor, body = (int(leading.group()), part[leading.end() :]) if leading else (1, part)
        for element, number in _elements(body, text, hint).items():
            counts[element] += factor * number
    if not counts:
        raise EquationError(f"'{text}' is not a chemical formula", hint)
    return dict(counts), charge


def _elements(body: str, text: str, hint: str) -> dict[str, float]:
    """Counts of a formula without charge and hydrate, with one or several levels of parentheses."""
    levels: list[defaultdict[str, float]] = [defaultdict(float)]
    position = 0
    while position < len(body):
        match = _PIECE.match(body, position)
        if match is None:
            raise EquationError(f"'{text}' is not a chemical formula", hint)
        position = match.end()
        if match["open"]:
            levels.append(defaultdict(float))
        elif match["symbol"]:
            if match["symbol"] not in SYMBOLS:
                raise EquationError(f"'{match['symbol']}' in '{text}' is not a chemical element", hint)
            levels[-1][match["symbol"]] += float(match["count"] or 1)
        elif len(levels) > 1:
            inner = levels.pop()
            for element, number in inner.items():
                levels[-1][element] += number * int(match["times"] or 1)
        else:
            raise EquationError(f"'{text}' closes a parenthesis that was not opened", hint)
    if len(levels) != 1:
        raise EquationError(f"'{text}' leaves a parenthesis open", hint)
    return levels[0]


def imbalance(
    reaction: Reaction, formulas: dict[str, str], skipped: set[str] | frozenset[str] = frozenset()
) -> str:
    """What a reaction makes from nothing, such as "O +1, charge -2"; empty when it is balanced.

    With one species in `skipped` (a mineral known by name only) the balance defines its formula, so only
    charge and the sign of its elements can be wrong.
    """
    change: defaultdict[str, float] = defaultdict(float)
    for name, number in reaction.items():
        if name in skipped:
            continue
        elements, charge = parse_formula(formulas[name])
        for element, count in elements.items():
            change[element] += number * count
        change["charge"] += number * charge
    if skipped:
        # The rest of the equation must make (or use up) exactly the skipped one: every element with one sign.
        sign = -sum(reaction[name] for name in skipped)
        wrong = {
            element: value for element, value in change.items() if element == "charge" or value * sign < -1e-9
        }
    else:
        wrong = dict(change)
    last_charge = sorted(wrong.items(), key=lambda item: item[0] == "charge")
    return ", ".join(f"{element} {value:+g}" for element, value in last_charge if abs(value) > 1e-9)
