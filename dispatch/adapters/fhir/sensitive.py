"""What stays closed until break-glass: psychiatric, HIV, sexually transmitted, addiction.

Codes: ICD-10 (МКБ-10) F10-F99 (F10-F19 is addiction), B20-B24 and Z21 (HIV), A50-A64 (STI). A drug can tell the same
story as a diagnosis, so the ATC groups that do are closed too: N05A antipsychotics, N07B addictive disorders,
J05AE/AF/AG/AJ/AR antiretrovirals.
"""

from dispatch.adapters.fhir.dialect import Systems
from dispatch.adapters.fhir.resources import codings

ICD10 = (
    *(f"F{number}" for number in range(10, 100)),
    *(f"B{number}" for number in range(20, 25)),
    "Z21",
    *(f"A{number}" for number in range(50, 65)),
)
ATC = ("N05A", "N07B", "J05AE", "J05AF", "J05AG", "J05AJ", "J05AR")


def is_sensitive(concept: object, systems: Systems) -> bool:
    """Whether any coding of a concept (or of a list of concepts) is closed."""
    return any(
        (system in systems.icd10 and code.upper().startswith(ICD10))
        or (system in systems.atc and code.upper().startswith(ATC))
        for system, code in codings(concept)
    )
