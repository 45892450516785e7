"""A small published instance that a test may spoil: two bases, one hospital, two days."""

from pathlib import Path

FILES = {
    "instance.toml": """\
title = "Две базы"
horizon_days = 1
seed = 3

[region]
model = "tables"
places = "places.csv"
stations = "stations.csv"
crews = "crews.csv"
hospitals = "hospitals.csv"
types = "types.csv"
kinds = "kinds.csv"

[roads]
model = "great-circle"
speed_kmh = { siren = 60, ordinary = 36 }
detour = 1.4

[demand]
model = "given"
calls = "calls.csv"

[crewing]
return_to = "nearest-base"
sent_while_returning = false

[policy]
name = "nearest"
parameters = { order = "fifo" }
""",
    "places.csv": "id,lat,lon\nA,59.90,30.30\nB,59.95,30.40\n",
    "stations.csv": "id,lat,lon,place\nS1,59.90,30.30,\nS2,,,B\n",
    "crews.csv": "id,kind,station,place,lat,lon\n1,als,S1,,,\n2,bls,,B,,\n10,bls,,,59.93,30.35\n",
    "hospitals.csv": "id,lat,lon,bays\nH1,59.93,30.35,2\n",
    "types.csv": "type,urgency,name,weight\nA,1,угроза жизни,1\nB,3,прочее,3\n",
    "kinds.csv": "kind,type,serves,penalty_s\nals,A,yes,0\nals,B,yes,120\nbls,A,no,\nbls,B,yes,\n",
    "calls.csv": """\
day,id,received_s,lat,lon,type,scene_s,hospital,handover_s
1,2,100,59.91,30.30,B,600,H1,300
1,10,100,59.92,30.31,A,600,,
1,1,50.5,59.91,30.30,A,900,,
2,1,70,59.95,30.40,B,600,H1,300
""",
}


class Instance:
    """The folder of the instance."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self.path = path / "instance.toml"
        for file, text in FILES.items():
            self.write(file, text)

    def text(self, file: str = "instance.toml") -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> Path:
        path = self.folder / file
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def change(self, file: str, old: str, new: str) -> None:
        assert old in self.text(file), f"{file} has no «{old}»"
        self.write(file, self.text(file).replace(old, new, 1))

    def add(self, text: str) -> None:
        self.write("instance.toml", f"{self.text()}\n{text}")


def region_scenario(folder: Path, text: str, name: str = "scenario.toml") -> Path:
    """A scenario of the embedded region with the text behind its start."""
    path = folder / name
    path.write_text(f"start = 2025-03-03T08:00:00\n{text}", encoding="utf-8")
    return path
