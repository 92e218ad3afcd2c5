"""`python -m fluxforce.cli` is `fluxforce`."""

from fluxforce.cli import main

main()
