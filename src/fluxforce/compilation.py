"""Where compiled programs are kept between runs, so that only the first run of a kind waits for the compiler."""

import os
from pathlib import Path


def cache_folder() -> Path | None:
    """The user's cache folder for compiled programs; FLUXFORCE_CACHE names another one, and `off` none."""
    chosen = os.environ.get("FLUXFORCE_CACHE", "")
    if chosen.lower() == "off":
        return None
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "fluxforce" / "compiled"


def keep_compiled() -> None:
    """Turn JAX's persistent compilation cache on; a folder that cannot be written leaves it off."""
    import jax

    folder = cache_folder()
    if folder is None or jax.config.values.get("jax_compilation_cache_dir"):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
