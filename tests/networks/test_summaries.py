"""What results show when their names are typed."""

import numpy as np
import pytest

from fluxforce import stochastic as st

NET = st.network(
    {
        "go": st.Channel("E", "ES", 2.0, 1.0),
        "turn": st.Channel("ES", "EP", 3.0, 0.5),
        "off": st.Channel("EP", "E", 1.0, 0.1),
    }
)
P = np.array([0.2, 0.3, 0.5])
FLOW = st.reaction_network(
    {"in": ("A <=> X", 1.0, 0.5), "out": ("X <=> B", 1.0, 0.1)}, chemostats={"A": 2.0, "B": 0.3}, volume=20.0
)


# affinity ln(2 3 1/(1 0.5 0.1)) = 4.7875; c = (2 + 0.03)/1.5 = 1.3533, n = 27.067 with the same variance
@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: NET, "Markov network of 3 states and 3 channels"),
        (lambda: st.network_rates(NET, P), "production [k_B/s]"),
        (lambda: st.entropy_rates(NET, P), "of it housekeeping"),
        (lambda: st.cumulants(NET, "go"), "Cumulants of 'go' per time"),
        (lambda: st.hill_cycles(NET), "4.7875"),
        (lambda: st.fundamental_cycles(NET), "4.7875"),
        (lambda: st.uncertainty(NET, "go"), "(2 at least)"),
        (lambda: FLOW, "A <=> X        1       0.5"),
        (lambda: st.structure(FLOW), "deficiency            0"),
        (lambda: st.fixed_points(FLOW)[0], "1.3533 1/volume"),
        (lambda: st.linear_noise(st.fixed_points(FLOW)[0]), "27.067              5.2026"),
        (lambda: st.stationary_copy_numbers(FLOW, {}), "27.067              5.2026"),
        (lambda: st.sample_jumps(FLOW, {"X": 0}, [0.0, 1.0], trajectories=4), "4 trajectories at 2 times"),
        (lambda: st.sample_langevin(st.dragged_trap(), 0.0, 1.0, step=0.1, trajectories=4), "heat from bath"),
        (lambda: st.jarzynski(np.linspace(0.0, 1.0, 200), temperature=1.0), "200 samples"),
        (lambda: st.KStep().estimate(st.Chain(np.tile([0, 1, 2], 50))), "k_B/step"),
    ],
)
def test_a_result_is_told_in_a_few_lines(made, said):
    result = made()
    assert said in repr(result)
    assert "array(" not in repr(result)
    assert len(str(result).splitlines()) < 20
    assert result._repr_html_().startswith("<p>")


def test_large_networks_are_as_short():
    assert len(str(st.driven_ring([1.0] * 5000, [1.0] * 5000)).splitlines()) < 20
