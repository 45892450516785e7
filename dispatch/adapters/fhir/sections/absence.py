"""Records that say that there is nothing, or that nobody has asked.

SNOMED CT codes and the International Patient Summary's «absent or unknown» code system.
"""

from dispatch.adapters.fhir.resources import Resource, codings
from dispatch.application.patient_context import SectionState

SNOMED = "http://snomed.info/sct"
IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

KNOWN_ABSENT = frozenset(
    {
        (SNOMED, "716186003"),  # no known allergy
        (SNOMED, "160245001"),  # no current problems or disability
        (SNOMED, "787481004"),  # no known medications
    }
)
NOT_COVERED = frozenset({"no-known-food-allergies", "no-known-environmental-allergies"})
"""They speak of a part that a crew does not ask for first: «no allergies» must not be read into them."""


def asserted(resource: Resource) -> SectionState | None:
    """The state that a record asserts; None: it is an ordinary record."""
    concept = resource.get("code") or resource.get("medicationCodeableConcept")
    for system, code in codings(concept):
        if (system, code) in KNOWN_ABSENT:
            return SectionState.KNOWN_ABSENT
        if system == IPS:
            return _ips(code)
    return None


def _ips(code: str) -> SectionState:
    known = code.startswith("no-known-") and code not in NOT_COVERED
    return SectionState.KNOWN_ABSENT if known else SectionState.UNKNOWN


def split(resources: tuple[Resource, ...]) -> tuple[tuple[Resource, ...], SectionState | None, str]:
    """Ordinary records, the asserted state if it stands alone, and a note where the two contradict each other."""
    ordinary = tuple(resource for resource in resources if asserted(resource) is None)
    states = {state for resource in resources if (state := asserted(resource))}
    if not states:
        return ordinary, None, ""
    if ordinary:
        return ordinary, None, "есть и запись об отсутствии: проверьте" if SectionState.KNOWN_ABSENT in states else ""
    return (), SectionState.KNOWN_ABSENT if states == {SectionState.KNOWN_ABSENT} else SectionState.UNKNOWN, ""
