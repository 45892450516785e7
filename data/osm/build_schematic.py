"""Generate the embedded schematic network, or check that the file beside this one is what would be generated."""

import argparse
import hashlib
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from schematic.pipeline import Schematic, write_schematic

HERE = Path(__file__).resolve().parent
INPUTS = HERE / "inputs"
OUTPUT = HERE / "schematic.osm.pbf"


def sha256(path: Path) -> str:
    """Return the checksum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def summary(schematic: Schematic, output: Path) -> str:
    """Return the figures of README.md."""
    nodes = {vertex for road in schematic.roads for vertex in road.vertices}
    length_km = sum(road.length_m for road in schematic.roads) / 1_000
    return (
        f"{len(nodes):,} road nodes, {len(schematic.roads):,} ways, {length_km:,.0f} km, "
        f"{len(schematic.points)} points, {output.stat().st_size / 1_000:,.0f} kB, sha256 {sha256(output)}"
    )


def is_current(output: Path) -> bool:
    """Say whether a new build has the bytes of the file."""
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / output.name
        write_schematic(INPUTS, fresh)
        return sha256(fresh) == sha256(output)


def main() -> int:
    """Run the command line; 1 says that `--check` found another file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the file to write or to check")
    parser.add_argument("--check", action="store_true", help="write nothing: compare the bytes")
    arguments = parser.parse_args()
    if not arguments.check:
        print(summary(write_schematic(INPUTS, arguments.output), arguments.output))
        return 0
    current = is_current(arguments.output)
    print("up to date" if current else f"{arguments.output.name} differs: run build_schematic.py")
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main())
