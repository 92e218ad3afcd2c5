"""Side by side with other programs: `python -m benchmarks.column`, `python -m benchmarks.speciation`.

Each benchmark states one problem (problem.py), solves it by fluxforce (ours.py) and by a peer (peers/),
measures both against a refined solution, and prints one table, or with --json one object (cases.py).
"""
