"""The 112 card (УКИО) on the wire: field names in English, meanings from the region's reference."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(max_length=300)]
Words = Annotated[str, Field(max_length=4_000)]
Piece = Annotated[str, Field(min_length=1, max_length=60)]
Count = Annotated[int, Field(ge=0, le=10_000)]

NO_PLACE = "нужен адрес (address) или координаты (location): без места бригаду не отправить"


class _Wire(BaseModel):
    model_config = ConfigDict(extra="allow", str_strip_whitespace=True, allow_inf_nan=False)


class Caller(_Wire):
    """Who called."""

    name: Text | None = None
    phone: Text | None = None


class Address(_Wire):
    """Where, in words. `text` is the whole address in one line; the other fields win over it."""

    text: Words | None = None
    region: Text | None = None
    district: Text | None = None
    settlement: Text | None = None
    street: Text | None = None
    road: Text | None = None
    km: float | None = Field(None, ge=0, le=2_000)
    house: Text | None = None
    building: Text | None = None
    flat: Text | None = None
    entrance: Text | None = None
    floor: Text | None = None
    intercom: Text | None = None
    near: Text | None = None
    note: Words | None = None

    def line(self) -> str:
        """Return the address as one line for the geocoder and the screens."""
        road = " ".join(filter(None, [self.road, f"{self.km:g} км" if self.km is not None else None]))
        house = " ".join(filter(None, [self.house, f"корп. {self.building}" if self.building else None]))
        fields = [self.settlement, self.street, road, house]
        return ", ".join(part for part in fields if part) or (self.text or "")


class Location(_Wire):
    """Where, in WGS 84 degrees. `error_m` is the radius of the fix."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    error_m: float | None = Field(None, ge=0, le=1_000_000)


class Patient(_Wire):
    """Who needs help. Goes to the EMR adapter only, never to the decision."""

    family: Text | None = None
    given: Text | None = None
    patronymic: Text | None = None
    sex: Literal["male", "female"] | None = None
    birth_date: date | None = None
    age_years: int | None = Field(None, ge=0, le=130)
    mobility: Text | None = None
    snils: Text | None = None
    enp: Text | None = None


class Medical(_Wire):
    """Section 03: повод is a code of the region's table or the caller's words.

    `equipment` names what the vehicle must have beside the usual: `bariatric-stretcher`, or a region's own name.
    """

    complaint: Words | None = None
    who_called: Text | None = None
    note: Words | None = None
    equipment: Annotated[list[Piece], Field(max_length=20)] = []
    patient: Patient = Field(default_factory=Patient)


class CallCard(_Wire):
    """One call to 112 for the ambulance."""

    card_id: Text | None = None
    short_incident_id: Text | None = None
    external_id: Text | None = None
    request_id: Text | None = None
    received_at: datetime | None = None
    occurred_at: datetime | None = None
    operator: Text | None = None
    caller: Caller = Field(default_factory=Caller)
    sms_text: Words | None = None
    address: Address | None = None
    location: Location | None = None
    incident_type: Text | None = None
    emergency: bool | None = None
    injured: Count = 0
    dead: Count = 0
    threat_to_people: bool = False
    blocked: bool = False
    toxic_spill: bool = False
    false_call: bool = False
    consultation: bool = False
    medical: Medical = Field(default_factory=Medical)

    @model_validator(mode="after")
    def _somewhere(self) -> "CallCard":
        if self.location is None and not (self.address and self.address.line()):
            raise ValueError(NO_PLACE)
        return self

    def unknown_fields(self) -> list[str]:
        """Return the paths of fields that the card has and the service does not know."""
        parts = {
            "": self,
            "caller.": self.caller,
            "address.": self.address,
            "location.": self.location,
            "medical.": self.medical,
            "medical.patient.": self.medical.patient,
        }
        return [f"{prefix}{name}" for prefix, part in parts.items() if part for name in part.model_extra or {}]


EXAMPLE_CARD = {
    "request_id": "112-2026-000123",
    "received_at": "2026-11-22T20:35:41+03:00",
    "operator": "112-17",
    "caller": {"name": "Соседка", "phone": "+7 900 000-00-01"},
    "address": {"settlement": "Гатчина", "street": "улица Чкалова", "house": "5", "entrance": "2", "intercom": "34"},
    "location": {"latitude": 59.5689, "longitude": 30.1228, "error_m": 30},
    "emergency": True,
    "medical": {
        "complaint": "боль в груди",
        "who_called": "соседка",
        "patient": {"family": "Синтетическая", "given": "Мария", "sex": "female", "birth_date": "1950-05-09"},
    },
}
