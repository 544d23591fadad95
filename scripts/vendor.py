"""Fetch the vendored front-end packages again from the npm registry, at the versions below: `python scripts/vendor.py`.

The font comes twice: as WOFF2 for the pages, and unpacked as TrueType for the PDF, which embeds no other kind.
The icons are those of bootstrap-icons whose name is written between double quotes in a template or in `crm/`.
"""

import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "crm" / "static" / "vendor"
TESTS = ROOT / "tests" / "browser" / "vendor"
FONT = "files/atkinson-hyperlegible-next-latin{}-normal.{}"

PACKAGES = {
    "bootstrap@5.3.9": {
        "dist/css/bootstrap.min.css": STATIC / "bootstrap.css",
        "LICENSE": STATIC / "bootstrap.LICENSE",
    },
    "htmx.org@4.0.1": {"dist/htmx.min.js": STATIC / "htmx.js", "LICENSE": STATIC / "htmx.LICENSE"},
    "bootstrap-icons@1.13.2": {"LICENSE": STATIC / "bootstrap-icons.LICENSE"},
    "@fontsource-variable/atkinson-hyperlegible-next@5.3.0": {
        FONT.format("-wght", "woff2"): STATIC / "atkinson.woff2",
        FONT.format("-ext-wght", "woff2"): STATIC / "atkinson-ext.woff2",
        "LICENSE": STATIC / "atkinson.LICENSE",
    },
    "@fontsource/atkinson-hyperlegible-next@5.3.0": {
        FONT.format("-400", "woff"): STATIC / "atkinson-regular.ttf",
        FONT.format("-700", "woff"): STATIC / "atkinson-bold.ttf",
    },
    "fullcalendar@6.1.21": {
        "index.global.min.js": STATIC / "fullcalendar.js",
        "LICENSE.md": STATIC / "fullcalendar.LICENSE",
    },
    "@fullcalendar/core@6.1.21": {"locales/fr.global.min.js": STATIC / "fullcalendar-fr.js"},
    "axe-core@4.14.1": {"axe.min.js": TESTS / "axe.js", "LICENSE": TESTS / "axe.LICENSE"},
}


def fetch(package: str, folder: Path) -> Path:
    """The files of a package, as npm publishes them."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder / "unpacked" / package, filter="data")
    return folder / "unpacked" / package / "package"


def quoted() -> set[str]:
    """Every short string of the pages and of the code."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "crm").rglob("*.py")]
    return set(re.findall(r'"([a-z0-9-]+)"', "\n".join(file.read_text() for file in files)))


def copy(source: Path, target: Path) -> None:
    if target.suffix != ".ttf":
        shutil.copyfile(source, target)
        return
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    font.save(target)


def symbol(file: Path) -> str:
    box, drawing = re.findall(r'viewBox="([^"]+)"[^>]*>(.*)</svg>', file.read_text(), re.DOTALL)[0]
    return f'<symbol id="{file.stem}" viewBox="{box}">{drawing.strip()}</symbol>'


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        for package, files in PACKAGES.items():
            source = fetch(package, Path(name))
            for path, target in files.items():
                copy(source / path, target)
            if package.startswith("bootstrap-icons@"):
                names = sorted(quoted() & {file.stem for file in (source / "icons").glob("*.svg")})
                symbols = "\n".join(symbol(source / "icons" / f"{name}.svg") for name in names)
                sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
                (STATIC / "icons.svg").write_text(sprite)
    strip(STATIC / "bootstrap.css", r"/\*# sourceMappingURL.*?\*/\s*")
    strip(STATIC / "fullcalendar.js", r"@font-face ?\{[^}]*\}")  # of icons that we do not show, inlined against our CSP


def strip(file: Path, pattern: str) -> None:
    file.write_text(re.sub(pattern, "", file.read_text()))


if __name__ == "__main__":
    main()
