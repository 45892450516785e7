"""How a site's FHIR server spells what the card needs: `dialect.toml` is the default and the documentation."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import msgspec


class Registry(StrEnum):
    """Registries of the region that the card shows."""

    ONCOLOGY = "oncology"
    CARDIOVASCULAR = "cardiovascular"
    PREGNANCY = "pregnancy"


class FlagMeaning(StrEnum):
    """Flags that are alerts by themselves."""

    HIGH_RISK_PREGNANCY = "high-risk-pregnancy"
    ADVANCE_DIRECTIVE = "advance-directive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Code systems and identifier systems, as URIs."""

    snils: tuple[str, ...]
    enp: tuple[str, ...]
    icd10: tuple[str, ...]
    atc: tuple[str, ...]
    loinc: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A code in its system."""

    system: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryToken:
    """What marks an EpisodeOfCare or a Flag as an entry of a registry."""

    registry: Registry
    system: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagToken:
    """What marks a Flag as an alert."""

    meaning: FlagMeaning
    system: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A site's spelling."""

    requires_self_link: bool
    source: str
    systems: Systems
    registries: tuple[RegistryToken, ...]
    flags: tuple[FlagToken, ...]
    home_bp: Token
    ai_imaging: Token

    def registry(self, codings: frozenset[tuple[str, str]]) -> Registry | None:
        """The registry that one of these codings stands for."""
        return next((t.registry for t in self.registries if (t.system, t.code) in codings), None)

    def flag(self, codings: frozenset[tuple[str, str]]) -> FlagMeaning | None:
        """The alert that one of these codings stands for."""
        return next((t.meaning for t in self.flags if (t.system, t.code) in codings), None)


def load_dialect(path: Path | None = None) -> Dialect:
    """A site's file, or the one beside this module. Raises `msgspec.ValidationError` that names the field."""
    text = path.read_text() if path else files(__package__).joinpath("dialect.toml").read_text()
    return msgspec.convert(tomllib.loads(text), Dialect)
