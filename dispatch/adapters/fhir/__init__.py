"""The region's EMR over HL7 FHIR R4 4.0.1: the patient's context for the crew.

`bootstrap` makes a `FhirClient`, a `FhirRecords` of it, and gives `LivePatientContexts` to the API.
"""
