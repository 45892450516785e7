"""The command line as a person types it: what it says and with which code it ends."""

import shutil
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, update

from dispatch.adapters.sql.schema import COMMANDS, EVENTS
from tests.e2e.conftest import confirm, recommended, report
from tests.service import ROOT, Service, doezd, free_port

REGION = ROOT / "data" / "region" / "leningrad"


def test_a_good_region_is_said_to_be_good() -> None:
    found = doezd("region", "check", str(REGION))
    assert found.returncode == 0, found.stderr
    assert "ошибок нет" in found.stdout


def test_a_spoilt_region_is_refused_with_file_and_line(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REGION, tmp_path / "region"))
    crews = folder / "crews.csv"
    lines = crews.read_text(encoding="utf-8").splitlines()
    crews.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    found = doezd("region", "check", str(folder))
    assert found.returncode == 1
    assert "crews.csv" in found.stderr
    assert str(len(lines) + 1) in found.stderr
    assert doezd("region", "check", str(tmp_path / "nowhere")).returncode == 1


def test_the_map_says_what_it_is(service: Service) -> None:
    found = service.command("map", "info")
    assert found.returncode == 0, found.stderr
    with service.client("supervisor") as client:
        licence = client.get("/api/map").json()["licence"]
    assert "".join(licence.split()) in "".join(found.stdout.split())  # the table may break the line
    assert "перекрёстков" in found.stdout


def test_a_map_that_is_not_there_is_named(service: Service, tmp_path: Path) -> None:
    found = service.command("map", "info", "--map", str(tmp_path / "none.osm.pbf"))
    assert found.returncode == 2
    assert "none.osm.pbf" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_healthy_service_passes_its_doctor(service: Service) -> None:
    found = service.command("doctor")
    assert found.returncode == 0, found.stdout
    assert "всё в порядке" in found.stdout


def test_without_a_service_the_doctor_says_so(tmp_path: Path) -> None:
    found = doezd("doctor", env={"DOEZD_PORT": str(free_port()), "DOEZD_DATA": str(tmp_path)})
    assert found.returncode == 1
    assert "doezd serve" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_record_that_cannot_be_opened_is_named_by_the_doctor() -> None:
    found = doezd("doctor", env={"DOEZD_PORT": str(free_port()), "DOEZD_DATA": "/nonexistent-doezd"})
    assert found.returncode == 2
    assert "/nonexistent-doezd" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_call_can_be_taken_shown_and_confirmed_by_hand(service: Service, dispatcher: httpx.Client) -> None:
    taken = service.command("call", "new", "--address", "Выборг", "--complaint", "боль в груди")
    assert taken.returncode == 0, taken.stderr
    incident = taken.stdout.split()[1].rstrip(":")
    recommended(dispatcher, incident)
    sent = service.command("call", "confirm", incident)
    assert sent.returncode == 0, sent.stderr
    shown = service.command("call", "show", incident)
    assert '"status": "assigned"' in shown.stdout
    crew = dispatcher.get(f"/api/incidents/{incident}").json()["crew"]
    tablet = service.command("call", "tablet", crew)
    assert f"{service.url}/tablet?token=" in tablet.stdout


def test_a_call_that_cannot_be_taken_ends_with_the_field(service: Service) -> None:
    found = service.command("call", "new", "--address", "Тмутаракань")
    assert found.returncode == 1
    assert "address" in found.stderr


@pytest.fixture
def copied(service: Service, dispatcher: httpx.Client, tmp_path: Path) -> dict[str, str]:
    """Return the settings for a copy of the service's record, taken while it works."""
    confirm(dispatcher, report(dispatcher)["incident"])
    target = tmp_path / "record.sqlite3"
    source = create_engine(f"sqlite:///{service.database}")
    with source.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{target}'")
    source.dispose()
    return {**service.env, "DOEZD_DATABASE_URL": f"sqlite:///{target}"}


def spoil(env: dict[str, str], change: object) -> None:
    engine = create_engine(env["DOEZD_DATABASE_URL"])
    with engine.begin() as connection:
        assert connection.execute(change).rowcount > 0  # type: ignore[call-overload]
    engine.dispose()


def test_a_record_replays_to_the_same_events(copied: dict[str, str]) -> None:
    found = doezd("replay", env=copied)
    assert found.returncode == 0, found.stdout
    assert "те же события" in found.stdout
    assert "другая версия" not in found.stdout
    assert doezd("replay", "--limit", "1", env=copied).returncode == 0


def test_a_forged_command_fails_the_replay(copied: dict[str, str]) -> None:
    spoil(copied, update(COMMANDS).where(COMMANDS.c.kind == "ConfirmRecommendation").values(state="refused"))
    found = doezd("replay", env=copied)
    assert found.returncode == 1
    assert "ConfirmRecommendation" in found.stdout


def test_a_forged_event_is_found_by_the_doctor(copied: dict[str, str]) -> None:
    spoil(copied, update(EVENTS).where(EVENTS.c.kind == "CrewAssigned").values(crew="9999"))
    found = doezd("doctor", env=copied)
    assert found.returncode == 1
    assert "CrewAssigned" in found.stdout


@pytest.mark.parametrize("setting", ["DOEZD_PORT=99999", "DOEZD_MODE=manual", "DOEZD_AREA=Ленобласть"])
def test_a_wrong_setting_is_named_and_nothing_starts(setting: str) -> None:
    name, _, value = setting.partition("=")
    found = doezd("serve", env={name: value})
    assert found.returncode == 2
    assert name in found.stderr
    assert "Traceback" not in found.stderr
