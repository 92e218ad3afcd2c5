"""fluxforce: forces, the fluxes they drive, and the entropy those produce.

    import fluxforce as ff
    model = ff.read("examples/limestone-column.yaml")
    run = ff.run(model)
    print(run.budget["entropy"]["produced"])

The names below are looked up when first used, so that `import fluxforce` (and with it `fluxforce --help`)
loads neither JAX nor any other heavy library.
"""

from importlib import import_module as _import_module

__version__ = "0.1.0.dev0"

# public name -> module that defines it
_WHERE = {
    "read": "fluxforce.model",
    "run": "fluxforce.simulate",
    "steady": "fluxforce.stationary",
    "continuation": "fluxforce.stationary",
}

__all__ = ["__version__", *_WHERE]


def __getattr__(name: str):
    """Import a public name from the module that defines it, once."""
    if name not in _WHERE:
        raise AttributeError(f"fluxforce has no attribute {name!r}; public names are {', '.join(__all__)}")
    value = getattr(_import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
