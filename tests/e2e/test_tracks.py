"""Positions become tracks on the disk, and arrivals are told with their median and their ninth decile."""

from datetime import datetime

import httpx

from dispatch.adapters.track_files import TrackFiles, read_day
from tests.e2e.conftest import confirm, recommended, report
from tests.service import Service, eventually

ENDS = {"origins": [[30.1228, 59.5689]], "destinations": [[28.75, 60.71], [30.1228, 59.5689]], "profile": "siren"}


def test_every_fix_of_a_batch_is_kept_for_learning_and_a_wrong_one_is_not(
    service: Service, dispatcher: httpx.Client
) -> None:
    sender = service.client("integration")
    at = datetime.fromisoformat(dispatcher.get("/api/state").json()["now"]).timestamp()
    fixes = [
        {"crew": "1601", "lat": 59.5689 + 0.001 * step, "lon": 30.1228, "at": at - 50 + 10 * step} for step in range(5)
    ]
    wrong = [
        {"crew": "nobody", "lat": 59.5, "lon": 30.1},
        {"crew": "1601", "lat": 59.5, "lon": 30.1, "at": at - 86_400},
    ]
    answer = sender.post("/api/positions", json=[*fixes, *wrong])
    assert answer.status_code == 202
    assert (answer.json()["accepted"], len(answer.json()["rejected"])) == (5, 2)

    def kept() -> list[float] | None:
        days = [read_day(path) for path in TrackFiles(service.data / "tracks", 90).kept(since=0.0)]
        tracks = [track for day in days for track in day.tracks if track.crew == "1601"]
        lat = [round(each, 4) for track in tracks for each in track.lat.tolist()]
        return lat if len(lat) >= 5 else None

    assert eventually(kept, "the fixes are on the disk")[-5:] == [59.5689, 59.5699, 59.5709, 59.5719, 59.5729]


def test_a_recommendation_a_commitment_and_a_matrix_say_median_and_ninth_decile(dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    made = recommended(dispatcher, incident)["recommendation"]
    assert all(option["eta_s"] <= option["eta_p90_s"] for option in made["options"])
    assert made["eta_p90_s"] == made["options"][0]["eta_p90_s"]
    confirm(dispatcher, incident)
    seen = dispatcher.get(f"/api/incidents/{incident}").json()
    assert seen["eta_at"] <= seen["eta_p90_at"]
    assert seen["assignments"][0]["eta_p90_s"] is not None
    matrix = dispatcher.post("/api/routing/matrix", json=ENDS).json()
    assert matrix["seconds"][0][0] < matrix["p90_seconds"][0][0]
    route = dispatcher.post(
        "/api/routing/route", json={"origin": ENDS["origins"][0], "destination": ENDS["destinations"][0]}
    )
    said = route.json()["properties"]
    assert said["duration_s"] == said["eta_p50_s"] < said["eta_p90_s"]
