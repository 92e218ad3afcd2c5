"""The budget of a run as plain data: entropy, exergy, conserved quantities, closure."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce.budget.ledger import Ledger
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.hop import Irreversible
from fluxforce.model.assemble.base import Assembled
from fluxforce.readings.exergy import AT_INLET, exergy_rates, mixing_names
from fluxforce.solve.trajectory import Trajectory

# Kinds whose entropies are per mole of copies and are shown per copy, in k_B.
PER_COPY = ("network", "reactions")


def budget(made: Assembled, trajectory: Trajectory, ledger: Ledger) -> dict[str, Any]:
    """The dictionary that budget.json holds, every number from the ledger [J/K, J; closures relative]."""
    balances = _balances(made, trajectory, ledger)
    produced = _produced(made, ledger)
    unbounded = _unbounded(made, ledger)
    energy = balances.pop("energy", None)
    charge = balances.pop("charge", None)
    closure: dict[str, Any] = {
        "entropy": ledger.relative_closure(),
        "leak": ledger.relative_leak(),
        # the worst of them; each has its own residual under "elements"
        "elements": max((row["relative"] for row in balances.values()), default=None),
        "charge": None if charge is None else charge["relative"],
        "energy": None if energy is None else energy["relative"],
    }
    result: dict[str, Any] = {
        "entropy": {
            "produced": produced,
            "numerical": {
                "space": float(ledger.space.sum()),
                "time": float(ledger.time.sum()),
                "splitting": 0.0,
                "leak": float(ledger.leak.sum()),
            },
            "model": {"activity": float(ledger.model.sum())},
            "stored": float(ledger.stored.sum()),
            "discharged": float(ledger.discharged.sum() + ledger.carried_out.sum() - ledger.carried_in.sum()),
            "water supply": float(ledger.slaved.sum()),
            "volume work": float(ledger.volume_work.sum()),
        },
        "exergy": _exergy(made, trajectory, ledger, produced) | _by_port(made, trajectory),
        "closure": closure,
        "elements": balances,
        "time": [float(trajectory.start_time), float(trajectory.times()[-1])],
    }
    if unbounded:
        result["entropy"]["unbounded"] = unbounded
    reservoirs = _reservoirs(made, ledger)
    if reservoirs:
        result["entropy"]["reservoirs"] = reservoirs
    if made.kind in PER_COPY:
        result["shown"] = {"unit": "k_B", "factor": 1.0 / GAS_CONSTANT}
    if energy is not None:
        result["energy"] = energy
    if charge is not None:
        result["charge"] = charge
    return result


def _produced(made: Assembled, ledger: Ledger) -> dict[str, float]:
    totals = zip(made.system.exchanges, ledger.produced.sum(axis=0), strict=True)
    rows = {e.name: float(v) for e, v in totals if not isinstance(e.law, Irreversible)}
    mixing = ledger.mixing.sum(axis=0)
    if made.system.flows:
        rows |= dict.fromkeys(mixing_names(made).values() or (AT_INLET,), 0.0)
    for k, name in mixing_names(made).items():
        rows[name] += float(mixing[k])
    return rows


def _unbounded(made: Assembled, ledger: Ledger) -> dict[str, float]:
    """One-way processes: their production is without bound. The number is only what they change in the entropy
    of the contents, which the books of the others need.
    """
    totals = zip(made.system.exchanges, ledger.produced.sum(axis=0), strict=True)
    return {e.name: float(v) for e, v in totals if isinstance(e.law, Irreversible)}


def _reservoirs(made: Assembled, ledger: Ledger) -> dict[str, float]:
    """Entropy taken up by every reservoir that is a quantity counted by its entropy (one-way jumps left out)."""
    if made.kind != "network":
        return {}
    net = made.notes["network"]
    taken = (ledger.out_of - ledger.into).sum(axis=0)[net.states :]
    return dict(zip(net.reservoirs, map(float, taken), strict=True))


def _exergy(
    made: Assembled, trajectory: Trajectory, ledger: Ledger, produced: dict[str, float]
) -> dict[str, Any]:
    """T0 times the same numbers; with a dead state also what crosses the border and what is taken from store.

    With y0 the conjugates of the dead state, exergy carried by a stream of content w is
    T0 Q (y0 . w - s(w) - psi0), and the change of what is stored T0 (y0 . Delta N - Delta S).
    """
    t0 = made.environment
    rows = {name: t0 * value for name, value in produced.items()}
    found: dict[str, Any] = {
        "environment": {"temperature": t0, **made.notes.get("environment", {})},
        "destroyed": rows,
        "total": sum(rows.values()),
        "numerical": t0 * float(ledger.space.sum() + ledger.time.sum()),
    }
    dead = made.notes.get("dead state")
    if dead is None:
        return found
    y0, psi0 = np.asarray(dead["conjugates"]), float(dead["dual"])
    stored = t0 * (float(y0 @ ledger.gained.sum(axis=0)) - float(ledger.stored.sum()))
    if not made.system.flows:
        # what crosses without a stream, such as heat at the temperatures of its reservoirs
        net = t0 * (float(y0 @ (ledger.into - ledger.out_of).sum(axis=0)) + float(ledger.discharged.sum()))
        return found | {"carried in": max(net, 0.0), "carried out": max(-net, 0.0), "stored": stored}
    volume = float(dead.get("flow", 0.0)) * float(trajectory.times()[-1] - trajectory.start_time)
    entered = t0 * (float(y0 @ ledger.into.sum(axis=0)) - float(ledger.carried_in.sum()) - psi0 * volume)
    left = t0 * (float(y0 @ ledger.out_of.sum(axis=0)) - float(ledger.carried_out.sum()) - psi0 * volume)
    left -= t0 * float(ledger.discharged.sum())
    return found | {"carried in": entered, "carried out": left, "stored": stored}


def _by_port(made: Assembled, trajectory: Trajectory) -> dict[str, Any]:
    """Exergy by port at the end of the run, for kinds that have a dead state."""
    if made.exergy is None:
        return {}
    return {"now": exergy_rates(made, jnp.asarray(trajectory.states()[-1]))}


def _balances(made: Assembled, trajectory: Trajectory, ledger: Ledger) -> dict[str, dict[str, float]]:
    """In, out, stored and residual of everything that is conserved, relative to content plus throughput."""
    size = np.asarray(made.system.size)[made.inside]
    last = trajectory.states()[-1]
    content = np.asarray(made.system.potential.read(jnp.asarray(last)).content)[:, made.inside]
    rows = dict(made.conserved)
    if made.charge is not None:
        rows["charge"] = made.charge
    found = {}
    for name, weights in rows.items():
        came = float(weights @ ledger.into.sum(axis=0))
        went = float(weights @ ledger.out_of.sum(axis=0))
        stored = float(weights @ ledger.gained.sum(axis=0))
        absolute = np.abs(weights)
        held = float(np.sum((absolute @ np.abs(content)) * size))
        scale = held + float(absolute @ (ledger.into + ledger.out_of).sum(axis=0))
        residual = stored - came + went
        found[name] = {
            "in": came, "out": went, "stored": stored, "residual": residual,
            "relative": abs(residual) / scale if scale > 0 else 0.0,
        }  # fmt: skip
    return found
