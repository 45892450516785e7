"""Whether a received resource may be read at all.

`fhirkit` knows the structure of R4 but not the required bindings, so that the codes on which safety hangs are listed
here: HL7 FHIR R4 4.0.1, the value sets named beside each.
"""

from collections.abc import Mapping
from types import MappingProxyType

import fhirkit

from dispatch.adapters.fhir.resources import Resource, any_code, text_at

NOT_TRUE = frozenset({"entered-in-error", "refuted"})
"""Statuses of records that were never so: not shown, not alerted."""

KNOWN: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType(
    {
        ("AllergyIntolerance", "clinicalStatus"): frozenset({"active", "inactive", "resolved"}),
        ("AllergyIntolerance", "verificationStatus"): frozenset(
            {"unconfirmed", "confirmed", "refuted", "entered-in-error", "presumed"}
        ),
        ("AllergyIntolerance", "criticality"): frozenset({"low", "high", "unable-to-assess"}),
        ("Condition", "clinicalStatus"): frozenset(
            {"active", "recurrence", "relapse", "inactive", "remission", "resolved"}
        ),
        ("Condition", "verificationStatus"): frozenset(
            {"unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"}
        ),
        ("MedicationStatement", "status"): frozenset(
            {
                "active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken",
            }
        ),
        ("MedicationRequest", "status"): frozenset(
            {
                "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown",
            }
        ),
        ("Observation", "status"): frozenset(
            {
                "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error",
                "unknown",
            }
        ),
        ("Patient", "gender"): frozenset({"male", "female", "other", "unknown"}),
    }
)  # fmt: skip


def is_valid(resource: Resource) -> bool:
    """Whether the structure is FHIR R4. A warning does not make it invalid."""
    try:
        issues = fhirkit.validate(resource)
    except ValueError:
        return False
    return not any(issue.severity == "error" for issue in issues)


def status(resource: Resource, element: str) -> str:
    """A status element, be it a code or a CodeableConcept; empty when it is absent."""
    return text_at(resource, element) or any_code(resource.get(element))


def unknown_statuses(resource: Resource) -> tuple[str, ...]:
    """Statuses that R4 does not know, raw: they are shown under «проверьте»."""
    return tuple(
        found
        for (kind, element), known in KNOWN.items()
        if kind == resource.get("resourceType") and (found := status(resource, element)) and found not in known
    )


def never_so(resource: Resource) -> bool:
    """Whether the record was entered in error or refuted."""
    return not NOT_TRUE.isdisjoint({status(resource, "verificationStatus"), status(resource, "status")})
