"""A published instance on a line: four bases twenty minutes apart, most calls at the last of them, four days."""

from pathlib import Path

import numpy as np

DAYS, CALLS_A_DAY = 4, 60
DEGREE_KM = np.pi * 6_371.0088 / 180
BASES_KM = (0.0, 20.0, 40.0, 60.0)
SHARES = (0.1, 0.1, 0.2, 0.6)

SCENARIO = """\
title = "Линия"
horizon_days = 1
seed = 3

[region]
model = "tables"
stations = "stations.csv"
crews = "crews.csv"
hospitals = "hospitals.csv"
types = "types.csv"
kinds = "kinds.csv"

[roads]
model = "great-circle"
speed_kmh = 60
detour = 1.0

[demand]
model = "given"
calls = "calls.csv"

[policy]
name = "nearest"
"""


def a_line(folder: Path, crews: str = "1,basic,S1\n2,basic,S2\n3,basic,S3\n4,basic,S4\n") -> Path:
    """Write the instance; `crews` are rows id, kind, station."""
    rng = np.random.default_rng(11)
    rows = []
    for day in range(1, DAYS + 1):
        for number, at in enumerate(np.sort(rng.uniform(0, 86_000, CALLS_A_DAY))):
            base = rng.choice(len(BASES_KM), p=SHARES)
            scene = rng.exponential(2_400)
            rows.append(f"{day},{day}-{number},{at:.1f},0,{BASES_KM[base] / DEGREE_KM:.6f},A,{scene:.0f}")
    stations = "".join(f"S{n},0,{km / DEGREE_KM:.6f}\n" for n, km in enumerate(BASES_KM, start=1))
    files = {
        "line.toml": SCENARIO,
        "stations.csv": f"id,lat,lon\n{stations}",
        "crews.csv": f"id,kind,station\n{crews}",
        "hospitals.csv": "id,lat,lon\nH1,0,0.1\n",
        "types.csv": "type,urgency,name\nA,1,вызов\n",
        "kinds.csv": "kind,type,serves,penalty_s\nbasic,A,yes,0\nspecial,A,yes,0\n",
        "calls.csv": "day,id,received_s,lat,lon,type,scene_s\n" + "\n".join(rows) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "line.toml"
