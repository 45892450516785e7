"""Settings, read once: environment `DOEZD_…`, then the TOML file named by `DOEZD_CONFIG`, then the defaults here.

`doezd serve --help` and the README print this table; a new setting needs its description here and nothing else.
"""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from dispatch.domain.messages import Mode

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
"""The checkout: where `data/` lies."""


class Settings(BaseSettings):
    """Everything a site may set."""

    model_config = SettingsConfigDict(env_prefix="DOEZD_", frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="адрес, на котором слушает служба / address to listen on")
    port: int = Field(8112, ge=1, le=65535, description="порт / port")
    data: Path = Field(
        ROOT / ".doezd" / "data", description="папка записи, очереди и журналов / the record, the queue and the logs"
    )
    cache: Path = Field(
        ROOT / ".doezd" / "cache", description="собранные карты, можно удалить / compiled maps, may be deleted"
    )
    map: Path | None = Field(None, description="карта .osm.pbf; пусто — найти самим / the map; empty: look for one")
    extracts_url: str = Field(
        "https://download.geofabrik.de/index-v1-nogeom.json",
        description="список карт Geofabrik для doezd map fetch / the index of Geofabrik's extracts",
    )
    overpass_url: str = Field(
        "https://overpass-api.de/api/interpreter", description="сервер Overpass / the Overpass server"
    )
    places_url: str = Field(
        "https://nominatim.openstreetmap.org/search", description="сервер Nominatim / the Nominatim server"
    )
    region: Path = Field(ROOT / "data" / "region" / "leningrad", description="папка региона / the folder of the region")
    database_url: str | None = Field(
        None, description="база записи; пусто — SQLite в data / the record's database; empty: SQLite in data"
    )
    redis_url: str | None = Field(
        None, description="Redis или Valkey; пусто — встроенный / Redis or Valkey; empty: the embedded one"
    )
    emr_url: str | None = Field(
        None,
        description="FHIR R4 сервер ЕМИС; пусто — встроенный с синтетическими пациентами; off — без карты пациента"
        " / FHIR R4 server; empty: the embedded one with synthetic patients; off: none",
    )
    emr_authorization: str | None = Field(
        None, description="заголовок Authorization для ЕМИС / its Authorization header"
    )
    emr_dialect: Path | None = Field(
        None, description="TOML с особенностями ЕМИС площадки / the site's own FHIR spelling"
    )
    emr_deadline_s: float = Field(0.9, gt=0, le=10, description="срок на раздел карты, с / deadline of a section, s")
    policy: Literal["matching", "nearest"] = Field("matching", description="правило назначения / dispatch policy")
    mode: Mode = Field(
        Mode.PROPOSE,
        description="propose — решает человек, automatic — система (при первом пуске) / who decides at first",
    )
    area: str = Field("lo", pattern=r"^[a-z0-9-]{1,32}$", description="зона диспетчеризации / dispatch area")
    runs: Path | None = Field(
        None, description="папка имитационных прогонов; пусто — runs в data / simulated runs; empty: runs in data"
    )
    tracks_days: int = Field(
        90,
        ge=0,
        le=3_650,
        description="сколько суток хранить пути машин, по ним учатся; 0 — не хранить / days to keep vehicles' tracks",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="журнал / log level")

    @property
    def database(self) -> str:
        """The record's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data / 'record.sqlite3'}"

    @property
    def redis(self) -> str:
        """The URL of Redis; the embedded one listens on a socket in the data folder."""
        return self.redis_url or f"unix://{self.valkey_socket}"

    @property
    def runs_folder(self) -> Path:
        """Where simulated runs keep their status and their results."""
        return self.runs or self.data / "runs"

    @property
    def tracks_folder(self) -> Path:
        """Where the vehicles' tracks are kept, a file a day."""
        return self.data / "tracks"

    @property
    def learnt_folder(self) -> Path:
        """Where what the tracks have taught is kept, a folder a map."""
        return self.data / "learnt"

    @property
    def valkey_socket(self) -> Path:
        """The embedded Valkey's socket."""
        return self.data / "valkey" / "valkey.sock"

    @property
    def tokens_file(self) -> Path:
        """Where the demo tokens of each role are kept (mode 0600)."""
        return self.data / "tokens.json"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the signature is pydantic's)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: what the caller says, the environment, the file."""
        path = os.environ.get("DOEZD_CONFIG")  # noqa: TID251 (this module is where the environment is read)
        if path and not Path(path).is_file():
            raise FileNotFoundError(f"{path}: такого файла нет, а DOEZD_CONFIG называет его")
        file = (TomlConfigSettingsSource(settings_cls, Path(path)),) if path else ()
        return (init_settings, env_settings, *file)


NOT_SETTINGS = frozenset({"DOEZD_CONFIG", "DOEZD_REQUIRE_ALL"})
"""Names that begin like settings and are none: the settings' file, and the tests' own."""


def strangers() -> list[str]:
    """Return variables that look like settings and are none: a misspelt one would silently do nothing."""
    known = {f"DOEZD_{name.upper()}" for name in Settings.model_fields} | NOT_SETTINGS
    return sorted(name for name in os.environ if name.startswith("DOEZD_") and name not in known)  # noqa: TID251


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment that gives a child process these very settings."""
    mine = {f"DOEZD_{name.upper()}": str(value) for name, value in settings.model_dump().items() if value is not None}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DOEZD_")}  # noqa: TID251
    return {**inherited, **mine}
