"""FHIR R4 (4.0.1) resources of the synthetic records. Each carries the HTEST tag: it is no real person's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulations.patients import codes
from simulations.patients.person import DemoPerson

Resource = dict[str, Any]

SYNTHETIC = {"tag": [{"system": codes.ACT_REASON, "code": "HTEST", "display": "synthetic"}]}
CLINIC = "Районная больница (учебная)"


def concept(system: str, code: str, display: str = "") -> Resource:
    """A CodeableConcept with one coding."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": display} if display else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Writes one person's records. Dates are given as days before `today`."""

    person: DemoPerson
    today: date

    def ago(self, days: float) -> str:
        """The date so many days ago; negative lies ahead."""
        return (self.today - timedelta(days=days)).isoformat()

    def record(self, kind: str, number: str, **elements: object) -> Resource:
        """A resource of this person's, with an id of its own."""
        return {"resourceType": kind, "id": f"{self.person.id}-{number}", "meta": SYNTHETIC} | elements

    @property
    def subject(self) -> Resource:
        """The reference to the person."""
        return {"reference": f"Patient/{self.person.id}"}

    def patient(self, **more: object) -> Resource:
        """The person."""
        who = self.person
        return {
            "resourceType": "Patient",
            "id": who.id,
            "meta": SYNTHETIC,
            "active": True,
            "identifier": [
                {"use": "official", "system": codes.SNILS, "value": who.snils},
                {"use": "official", "system": codes.ENP, "value": who.enp},
            ],
            "name": [{"use": "official", "family": who.family, "given": [who.given, who.patronymic]}],
            "gender": who.sex,
            "birthDate": who.birth_date,
            "address": [{"use": "home", "city": who.town, "state": "Ленинградская область", "country": "RU"}],
            "generalPractitioner": [{"display": f"{CLINIC}, {who.town}"}],
        } | more

    def coverage(self) -> Resource:
        """The insurer."""
        return self.record(
            "Coverage",
            "oms",
            status="active",
            beneficiary=self.subject,
            payor=[{"display": "Страховая компания (учебная)"}],
        )

    def relative(self, name: str, role: str, display: str) -> Resource:
        """A contact person; the number is of the range that nobody has."""
        return self.record(
            "RelatedPerson",
            "kin",
            active=True,
            patient=self.subject,
            relationship=[concept(codes.ROLE_CODE, role, display)],
            name=[{"text": name}],
            telecom=[{"system": "phone", "value": "+7 900 000-00-00"}],
        )

    def condition(self, code: str, name: str, /, *, days: float = 400, **more: object) -> Resource:
        """A diagnosis."""
        return (
            self.record(
                "Condition",
                f"c-{code.replace('.', '')}",
                clinicalStatus=concept(codes.CONDITION_CLINICAL, "active"),
                verificationStatus=concept(codes.CONDITION_VERIFICATION, "confirmed"),
                code=concept(codes.ICD10, code, name),
                subject=self.subject,
                recordedDate=self.ago(days),
            )
            | more
        )

    def allergy(self, code: Resource, /, *, reaction: str = "", criticality: str = "high", **more: object) -> Resource:
        """An allergy to a drug."""
        shown = {"reaction": [{"manifestation": [{"text": reaction}], "severity": "severe"}]} if reaction else {}
        return (
            self.record(
                "AllergyIntolerance",
                f"a-{code['coding'][0]['code']}",
                clinicalStatus=concept(codes.ALLERGY_CLINICAL, "active"),
                verificationStatus=concept(codes.ALLERGY_VERIFICATION, "confirmed"),
                type="allergy",
                category=["medication"],
                criticality=criticality,
                code=code,
                patient=self.subject,
                recordedDate=self.ago(900),
            )
            | shown
            | more
        )

    def no_known_allergies(self) -> Resource:
        """Somebody asked, and there are none. `resolved`, as real systems write it."""
        return self.record(
            "AllergyIntolerance",
            "a-none",
            clinicalStatus=concept(codes.ALLERGY_CLINICAL, "resolved"),
            verificationStatus=concept(codes.ALLERGY_VERIFICATION, "confirmed"),
            code=concept(codes.SNOMED, "716186003", "Аллергии нет"),
            patient=self.subject,
        )

    def takes(self, code: str, name: str, dose: str = "", *, days: float = 60, **more: object) -> Resource:
        """A drug that is taken."""
        return (
            self.record(
                "MedicationStatement",
                f"m-{code}",
                status="active",
                medicationCodeableConcept=concept(codes.ATC, code, name),
                subject=self.subject,
                effectivePeriod={"start": self.ago(days)},
            )
            | ({"dosage": [{"text": dose}]} if dose else {})
            | more
        )

    def prescribed(self, code: str, name: str, dose: str = "", *, days: float = 30) -> Resource:
        """A drug that was prescribed."""
        return self.record(
            "MedicationRequest",
            f"r-{code}",
            status="active",
            intent="order",
            medicationCodeableConcept=concept(codes.ATC, code, name),
            subject=self.subject,
            authoredOn=self.ago(days),
        ) | ({"dosageInstruction": [{"text": dose}]} if dose else {})

    def result(self, loinc: str, name: str, value: float, unit: str, *, days: float = 20) -> Resource:
        """A laboratory result; a ratio has no unit."""
        return self._observation(
            f"o-{loinc}",
            concept(codes.LOINC, loinc, name),
            days,
            valueQuantity={"value": value} | ({"unit": unit} if unit else {}),
        )

    def conclusion(self, loinc: str, name: str, text: str, *, days: float = 20) -> Resource:
        """A conclusion in words."""
        return self._observation(f"o-{loinc}", concept(codes.LOINC, loinc, name), days, valueString=text)

    def home_bp(self, systolic: int, diastolic: int, *, days: float) -> Resource:
        """A reading of the home monitor."""
        parts = ((systolic, "8480-6", "Систолическое"), (diastolic, "8462-4", "Диастолическое"))
        return self._observation(
            f"bp-{days:g}",
            concept(codes.LOINC, "85354-9", "Артериальное давление"),
            days,
            category=[concept(codes.OBSERVATION, "home-monitoring", "Дистанционное наблюдение")],
            component=[
                {"code": concept(codes.LOINC, code, name), "valueQuantity": {"value": value, "unit": "мм рт. ст."}}
                for value, code, name in parts
            ],
        )

    def ai_hint(self, name: str, text: str, *, days: float) -> Resource:
        """What an AI has marked on an image."""
        return self._observation(
            "ai-1",
            {"text": name},
            days,
            category=[concept(codes.OBSERVATION, "ai-imaging", "Подсказка ИИ")],
            valueString=text,
        )

    def due(self, weeks: int) -> Resource:
        """The due date of a pregnancy that is in its full week `weeks`."""
        date_ahead = self.ago(-(40 - weeks) * 7 + 2)
        return self._observation(
            "due", concept(codes.LOINC, "11778-8", "Предполагаемая дата родов"), 30, valueDateTime=date_ahead
        )

    def registered(self, registry: str, name: str, *, days: float) -> Resource:
        """An entry of a registry."""
        return self.record(
            "EpisodeOfCare",
            f"e-{registry}",
            status="active",
            type=[concept(codes.REGISTRY, registry, name)],
            patient=self.subject,
            period={"start": self.ago(days)},
        )

    def flag(self, code: str, name: str, system: str = codes.FLAG) -> Resource:
        """A flag on the record."""
        return self.record("Flag", f"f-{code}", status="active", code=concept(system, code, name), subject=self.subject)

    def contact(self, kind: str, code: str, name: str, *, days: float) -> Resource:
        """A visit or a stay."""
        return self.record(
            "Encounter",
            f"v-{days:g}",
            status="finished",
            **{"class": {"system": codes.ACT_CODE, "code": kind}},
            subject=self.subject,
            period={"start": self.ago(days), "end": self.ago(days)},
            reasonCode=[concept(codes.ICD10, code, name)],
            serviceProvider={"display": CLINIC},
        )

    def _observation(self, number: str, code: Resource, days: float, **value: object) -> Resource:
        return (
            self.record("Observation", number, status="final", code=code, subject=self.subject)
            | {"effectiveDateTime": self.ago(days)}
            | value
        )


def basics(chart: Chart) -> Sequence[Resource]:
    """What everybody has."""
    return (chart.patient(), chart.coverage())
