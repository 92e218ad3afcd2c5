"""What a database holds, and what of its file is not used and why, as plain data."""

from collections import Counter
from typing import Any

from fluxforce.model.databases.records import Block, Database, LogK, Phase, Species
from fluxforce.model.databases.tables import RATE_LAWS

MODELS = {
    "pitzer": "Pitzer",
    "sit": "SIT (specific ion interaction)",
    "llnl": "LLNL B-dot, Debye-Hueckel against a table of temperatures",
    "davies-wateq": "extended Debye-Hueckel (WATEQ) where -gamma is given, else Davies",
}
# Why a block is not used. Blocks that are in no list belong to the input of one calculation.
_REASONS = {
    "RATES": "programs in BASIC are never run; see the rates below",
    "CALCULATE_VALUES": "programs in BASIC are never run",
    "ISOTOPES": "ratios of standards; isotopes are species of their own here",
    "ISOTOPE_RATIOS": "prints what CALCULATE_VALUES computes",
    "ISOTOPE_ALPHAS": "prints what CALCULATE_VALUES computes",
}
_INPUT = "it steers a calculation and defines nothing"


def contents(database: Database) -> dict[str, Any]:
    """Counts by kind, the activity model, and the account of what is not used."""
    account = database.account
    return {
        "name": database.name,
        "sha256": database.sha256,
        "complete": account.complete,
        "activity model": MODELS[database.activity_model],
        "holds": {name: count for name, count in _holds(database).items() if count},
        "elements": elements(database),
        "log K": _log_k(database),
        "activity coefficients": _gammas(database),
        "interactions": dict(Counter(one.kind for one in database.interactions)),
        "activity options": dict(database.activity_options) if database.activity_model == "pitzer" else {},
        "rate tables": {table: len(rows) for table, rows in database.mineral_rates.items()},
        "blocks": [
            {"keyword": b.keyword, "file": b.source, "line": b.line, "statements": b.lines, "used": b.used}
            for b in account.blocks
        ],
        "not used": [
            {
                "keyword": b.keyword,
                "file": b.source,
                "line": b.line,
                "statements": b.lines,
                "reason": _reason(b),
            }
            for b in account.blocks
            if not b.used
        ],
        "kept, not computed with": dict(account.unused_options),
        "rates": rates(database),
        "duplicates": list(account.duplicates),
        "not read": list(account.unread),
        "unbalanced": list(account.unbalanced),
    }


def elements(database: Database) -> list[str]:
    """Elements of the file without their valences, in the order of the file."""
    names = dict.fromkeys(name.split("(")[0] for name in database.masters)
    return [name for name in names if name not in ("E", "Alkalinity")]


def rates(database: Database) -> list[dict[str, Any]]:
    """Names in RATES, their lines, and the law of this program that stands for each: None where there is none.

    A rate that has the name of a phase, and is not among those known, is taken for one of transition state, as
    those of the databases for rates are.
    """
    phases = {name.casefold() for name in database.phases}
    found = []
    for name, line in database.rates.items():
        law = RATE_LAWS.get(name.casefold())
        if law is None and (name.casefold() in phases or name.endswith("_ss")):
            law = "transition state with the mechanisms of acid, water and base; its constants are yours to give"
        tables = [
            t for t, rows in database.mineral_rates.items() if name.casefold() in map(str.casefold, rows)
        ]
        found.append({"name": name, "line": line, "law": law, "tables": tables})
    return found


def _holds(database: Database) -> dict[str, int]:
    gases = sum(phase.is_gas for phase in database.phases.values())
    return {
        "master species": len(database.masters),
        "aqueous species": len(database.species),
        "minerals": len(database.phases) - gases,
        "gases": gases,
        "exchangers": len(database.exchange_masters),
        "exchange species": len(database.exchange_species),
        "surface sites": len(database.surface_masters),
        "surface species": len(database.surface_species),
        "named expressions": len(database.named),
        "interaction parameters": len(database.interactions),
        "temperatures of the LLNL table": len(database.llnl.temperatures) if database.llnl else 0,
        "pairs of gases": len(database.gas_binary),
        "salts with mean activities": len(database.mean_gammas),
        "molar volumes of species": sum(bool(s.volume or s.millero) for s in database.species.values()),
        "molar volumes of phases": sum(p.molar_volume is not None for p in database.phases.values()),
        "gases with critical constants": sum(len(p.critical) == 3 for p in database.phases.values()),
        "diffusion coefficients": sum(bool(s.diffusion) for s in database.species.values()),
        "species with totals of their own": sum(s.balance is not None for s in database.species.values()),
        "phases written with other phases": sum(bool(p.through) for p in database.phases.values()),
    }


def _log_k(database: Database) -> dict[str, int]:
    """Reactions by how log K changes with temperature."""
    tables = (database.species, database.exchange_species, database.surface_species, database.phases)
    records: list[Species | Phase] = [
        record for table in tables for record in table.values() if record.reaction
    ]
    found = Counter(_kind(record.log_k) for record in records)
    found["with a named expression added"] = sum(bool(record.added) for record in records)
    return {kind: count for kind, count in found.items() if count}


def _kind(log_k: LogK) -> str:
    if log_k.analytic:
        return "analytic expression"
    return "log K and enthalpy" if log_k.enthalpy else "log K at 25 degC only"


def _gammas(database: Database) -> dict[str, int]:
    """Aqueous species by the option that gives their activity coefficient."""
    if database.activity_model in ("pitzer", "sit"):
        return {}
    found = Counter(
        "as water"
        if s.activity_water
        else f"-{s.gamma[0]}"
        if s.gamma[0]
        else "Davies"
        if s.charge
        else "0.1 I"
        for s in database.species.values()
        if s.name not in ("H2O", "e-")
    )
    return dict(found)


def _reason(block: Block) -> str:
    return _REASONS.get(block.keyword, _INPUT)
