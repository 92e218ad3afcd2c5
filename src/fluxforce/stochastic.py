"""Stochastic thermodynamics in one place: `from fluxforce import stochastic as st`.

Networks, reaction networks, diffusions; what is solved, sampled, counted and bounded; what data tell. Every name is
looked up in the module that defines it when it is first used, so importing this one costs nothing. Where two families
use the same word, the name here says which is meant: `sample_jumps` and `sample_langevin`.
"""

from fluxforce.doors import door, names_behind

# module below fluxforce -> names that it defines, "its name as name here" where they differ
_MODULES: dict[str, str] = {
    # what is modelled
    "networks.network": "Channel, Network, network, from_arrays",
    "networks.system": "NetworkRates, network_rates, system",
    "networks.reactions": "Reaction, ReactionNetwork, reaction_network, parse_sides",
    "networks.propensity": "propensities",
    "networks.macroscopic": "macroscopic",
    "networks.master": "MasterEquation, master_equation",
    "networks.exclusion": "Boundaries, asep, tasep, ssep, occupation, ring as exclusion_ring",
    "networks.counts": "Counted, counted, counters, count_processes, count_currents, count_change",
    "networks.gaussian": "Gaussian",
    "networks.grid": "Grid, fokker_planck",
    "networks.grid_axes": "Axis, Edge",
    "networks.grid_of_langevin": "Extent, grid_of",
    "networks.diffusion": "Convention, Overdamped, Underdamped, overdamped, underdamped",
    "networks.drives": "Telegraph, RotationalDiffusion, ColouredForce",
    "networks.protocol": "Protocol, protocol, hold, ramp",
    "networks.views": "to_networkx, from_networkx, reactions_to_networkx",
    # systems with published parameters
    "networks.rings": "ring as driven_ring, flashing_ratchet",
    "networks.motors": (
        "kinesin, KINESIN_STEPS, KINESIN_HYDROLYSIS, STEP as KINESIN_STEP, kinesin_four_states, ratchet_motor"
    ),
    "networks.rotary": "rotary_motor",
    "networks.pumps": "proton_pump",
    "networks.enzymes": "enzyme_cycle, proofreading, michaelis_menten as irreversible_enzyme",
    "networks.dots": "Lead, quantum_dot, dot_engine",
    "networks.kinetics": (
        "schloegl, brusselator, michaelis_menten, gene_expression, birth_death, immigration_death, dimerisation, "
        "pair_annihilation, open_dimer, edelstein, horn_jackson, vilar_oscillator"
    ),
    "networks.diffusion_models": (
        "dragged_trap, breathing_trap, double_well, tilted_periodic, brownian_gyrator, bead_chain, rotational_ou, "
        "harmonic_chain, two_baths, run_and_tumble, active_brownian, active_ou"
    ),
    # steady states, time, spectra
    "solve.markov.generator": "generator, tilted, escape_rates",
    "solve.markov.classes": "communicating_classes",
    "solve.markov.method": "Method",
    "solve.markov.stationary": "stationary, stationary_of_class",
    "solve.markov.evolve": "evolve, evolve_pieces",
    "solve.markov.dominant": "dominant",
    "solve.markov.slowest": "slow_modes, slowest_mode, slowest_rate, relaxation_time",
    "solve.markov.poisson": "poisson",
    # trajectories
    "solve.jumps.direct": "sample as sample_jumps",
    "solve.jumps.next_reaction": "sample_next_reaction, Drive as ReactionDrive",
    "solve.jumps.tau_leaping": "sample_leaping, Adaptive as AdaptiveLeaps, Fixed as FixedLeaps",
    "solve.jumps.chemical_langevin": "sample_chemical_langevin",
    "solve.jumps.paths": "Paths, Outcome",
    "solve.jumps.pool": "Limits as JumpLimits",
    "solve.jumps.walk": "walk, sequence",
    "solve.langevin.sample": "sample as sample_langevin",
    "solve.langevin.adaptive": "sample_adaptive as sample_langevin_adaptive",
    "solve.langevin.overdamped": "EulerMaruyama, Heun, LeimkuhlerMatthews",
    "solve.langevin.underdamped": "BAOAB, splitting",
    "solve.langevin.currents": "Current",
    "solve.langevin.passage": "first_passage",
    "solve.rare.cloning": "Clones, cloning",
    "solve.rare.driven": "doob, driven",
    "solve.rare.feedback": "Feedback, learned_guide",
    "solve.rare.importance": "importance",
    # thermodynamics of networks
    "budget.markov.entropy": "entropy_rates",
    "budget.markov.energy": "Reservoir, energy_rates",
    "budget.markov.cycles": "fundamental_cycles",
    "budget.markov.hill": "hill_cycles, simple_cycles, spanning_trees",
    "budget.markov.kolmogorov": "kolmogorov, equilibrium, require_local_detailed_balance",
    "budget.markov.counting": ("counted_reservoir, counted_jumps, cumulants, covariance, scgf, mean_current"),
    "budget.markov.deviations": "rate_function, symmetry_error, conjugate_affinity, driven_current",
    "budget.markov.uncertainty": "uncertainty",
    "budget.markov.coherence": "coherence",
    "budget.markov.speed": "speed_limit",
    "budget.markov.response": (
        "response, parameter_response, sensitivity, affinity_response, fluctuation_dissipation, onsager"
    ),
    "budget.markov.information": (
        "bipartite, mutual_information, feedback_work, feedback_bound, best_settings, measured"
    ),
    "budget.markov.protocol": "Segment, drive as drive_network, reverse as reverse_segments",
    "budget.markov.engines": "maximum_power",
    # reaction networks
    "budget.reactions.structure": "structure",
    "budget.reactions.fixed_points": "fixed_points, follow, macroscopic_state",
    "budget.reactions.linear_noise": "linear_noise",
    "budget.reactions.copy_numbers": "stationary_copy_numbers",
    "budget.reactions.projection": "evolved_copy_numbers",
    "budget.reactions.passage": "mean_passage_times",
    "budget.reactions.copolymer": "copolymer",
    # diffusions in closed form and on grids
    "budget.diffusion.linear": (
        "Coupling, linear_langevin, overdamped as linear_overdamped, underdamped as linear_underdamped"
    ),
    "budget.diffusion.of_langevin": "linear_of",
    "budget.diffusion.gaussian": (
        "stationary as stationary_gaussian, evolve as evolve_gaussian, correlation, spectrum, torque"
    ),
    "budget.diffusion.production": "entropy_flows, heat_flows, entropy_production, entropy_balance",
    "budget.diffusion.counting": "entropy_scgf, heat_scgf, scgf as linear_scgf",
    "budget.diffusion.washboard": "Washboard, transport",
    "budget.diffusion.landscape": "Landscape",
    "budget.diffusion.passage": "mean_passage_time, kramers_time",
    "budget.diffusion.of_overdamped": "landscape_of, washboard_of",
    "budget.diffusion.relaxation": "relaxation_rates",
    "budget.diffusion.optimal_transport": "wasserstein, least_production",
    "budget.diffusion.protocols": (
        "MomentSystem, trap as moment_trap, drive as drive_moments, ramp as moment_ramp, sudden_work, optimal_protocol"
    ),
    "budget.diffusion.protocol_of_time": "protocol_of_time",
    # work and fluctuation theorems
    "budget.work.jarzynski": "jarzynski, jarzynski_interval",
    "budget.work.crooks": "crooks",
    "budget.work.bennett": "bennett",
    "budget.work.fluctuation": "integral_theorem, detailed_theorem",
    # entropy production from data
    "budget.inference.data": "StateSequence, Chain, Transitions, Path, merged, lumped, visible",
    "budget.inference.reading": "read_states, read_path",
    "budget.inference.trajectories": "recorded, paths as paths_of",
    "budget.inference.compare": "estimate, report",
    "budget.inference.plug_in": "PlugIn",
    "budget.inference.k_step": "KStep",
    "budget.inference.uncertainty": "UncertaintyRelation, CurrentBound",
    "budget.inference.short_time": "ShortTime, Polynomials, Waves",
    "budget.inference.waiting": "WaitingTimes",
    "budget.inference.spectral": "Spectral",
    "budget.inference.learned": "Learned",
    # files of others
    "model.sbml.read": "read_sbml, parse_sbml",
    "model.sbml.write": "write_sbml, format_sbml",
    "model.sbml.antimony": "read_antimony, parse_antimony, format_antimony",
    "model.sbml.moments": "moments as sbml_moments",
    "model.sbml.trajectories": "trajectories as sbml_trajectories",
}

_WHERE = names_behind(_MODULES)

__all__ = list(_WHERE)  # the table above is the list

__getattr__ = door(__name__, _WHERE, globals())


def __dir__() -> list[str]:
    return sorted(_WHERE)
