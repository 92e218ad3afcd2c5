"""JAX at its strictest for every test, and one compilation cache for all of them.

In the library a silent broadcast or a silent drop to single precision would make results slightly wrong and
say nothing; here either is an error.
"""

import gc
from pathlib import Path

import jax
import pytest

ROOT = Path(__file__).resolve().parent.parent

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "raise")
jax.config.update("jax_numpy_dtype_promotion", "strict")


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled programs between runs: compiling is most of the time that the tests take."""
    folder = config.cache.mkdir("jax") if config.cache is not None else None
    if folder is not None:
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.3)


MAPPINGS = 35_000  # a process may have 65,530; every compiled program takes several


@pytest.fixture(scope="module", autouse=True)
def _forget_programs():
    """Let go of compiled programs before the process runs out of memory mappings, which would end it without a word."""
    yield
    maps = Path("/proc/self/maps")
    if maps.is_file() and len(maps.read_bytes().splitlines()) > MAPPINGS:
        jax.clear_caches()
        gc.collect()


@pytest.fixture
def root() -> Path:
    """The folder that holds README.md, examples/ and src/."""
    return ROOT


@pytest.fixture
def examples(root: Path) -> Path:
    return root / "examples"


@pytest.fixture
def reference(root: Path) -> Path:
    """Outputs that other codes published; they lie beside the checkout, and not everybody has them."""
    folder = root.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("reference outputs of other codes are not beside this checkout")
    return folder
