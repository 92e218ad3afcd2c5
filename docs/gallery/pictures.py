"""Pictures of the gallery: chosen figures of the reports of the examples, as small PNG files.

    python docs/gallery/pictures.py [DIR]

Results are taken from DIR/<example> where that is a results folder, and computed otherwise. Needs chromium.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

import fluxforce as ff
from fluxforce import report
from fluxforce.results import Results, load

ROOT = Path(__file__).parents[2]
# example -> numbers of the figures of its report that are shown, one below the other
SHOWN = {
    "markov-ring": (1,),
    "kinesin": (1, 3),
    "rotary-motor": (1, 3),
    "proton-pump": (1,),
    "proofreading": (1,),
    "quantum-dot-engine": (1, 2),
    "schloegl": (1, 2),
    "brusselator": (1,),
    "exclusion": (1,),
    "reactor-ignition": (1, 3),
    "reactor-feeds": (3,),
    "schloegl-reactor": (1,),
    "brusselator-reactor": (1,),
    "heat-exchanger": (3,),
    "mixer": (2,),
    "tilted-washboard": (1, 2),
    "brownian-gyrator": (1,),
    "dragged-trap": (3, 4),
    "double-well": (3, 4),
    "active-particle": (1, 2),
    "oxidative-phosphorylation": (1, 2),
    "active-transport": (1,),
    "thermoelectric-leg": (1, 3),
    "peltier-cooler": (1, 3),
    "joule-wire": (1, 3),
    "couette": (1, 3),
    "darcy-column": (1,),
    "climate": (1, 4),
    "soret-cell": (1,),
    "ternary-soret": (1,),
    "stefan-tube": (1,),
    "two-bulb": (1, 2),
    "ion-selective-film": (1,),
    "soret-electrolyte": (1,),
    "nerve-membrane": (1,),
    "sodium-pump": (1,),
    "reverse-osmosis": (1,),
    "electro-osmosis": (1,),
    "iron-corrosion": (1,),
    "iron-galvanostat": (1,),
    "pyrite-oxidation": (1,),
    "pressure-solution": (1,),
}
MOST_BYTES = 60_000
WIDTH = 760


def results_of(name: str, folder: Path | None) -> Results:
    """Results from a folder, or computed."""
    if folder is not None and (folder / name / "STATUS").is_file():
        return load(folder / name)
    return ff.run(ff.read(ROOT / "examples" / f"{name}.yaml"))


def page(text: str, numbers: tuple[int, ...]) -> str:
    """The chosen figures of a report, without their captions, as a page of its own."""
    style = re.search(r"<style>.*?</style>", text, flags=re.DOTALL)
    figures = re.findall(r"<figure.*?</figure>", text, flags=re.DOTALL)
    chosen = [
        re.sub(r"<figcaption>.*?</figcaption>", "", figure, flags=re.DOTALL)
        for figure in figures
        if any(f"Figure {number}." in figure for number in numbers)
    ]
    assert style is not None
    body = "\n".join(chosen)
    return f"<!doctype html><meta charset='utf-8'>{style[0]}<body style='padding:0 12px'>{body}</body>"


def picture(name: str, folder: Path | None, chromium: str) -> Path:
    """Draw, cut to what is drawn, and store with few colours."""
    with TemporaryDirectory() as place:
        file, shot = Path(place) / "page.html", Path(place) / "shot.png"
        file.write_text(page(report.html(results_of(name, folder)), SHOWN[name]), encoding="utf-8")
        subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--window-size={WIDTH},1400", f"--screenshot={shot}", file.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        drawn = Image.open(shot).convert("RGB")
    empty = Image.new("RGB", drawn.size, (255, 255, 255))
    box = ImageChops.difference(drawn, empty).getbbox() or (0, 0, *drawn.size)
    cut = drawn.crop((max(box[0] - 8, 0), max(box[1] - 8, 0), min(box[2] + 8, WIDTH), box[3] + 8))
    path = ROOT / "docs" / "images" / "gallery" / f"{name}.png"
    for colours in (64, 32, 16, 8):
        cut.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
        if path.stat().st_size <= MOST_BYTES:
            break
    return path


def main() -> None:
    """All pictures, or those named after the folder."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("chromium is needed to draw the pictures")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for name in sys.argv[2:] or SHOWN:
        path = picture(name, folder, chromium)
        sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.1f} kB\n")


if __name__ == "__main__":
    main()
