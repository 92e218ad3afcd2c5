"""`python -m fluxforce` is `fluxforce`."""

from fluxforce.cli import main

main()
