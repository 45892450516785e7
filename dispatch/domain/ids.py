"""Ids carry types, so that a crew is never taken for an incident."""

from typing import NewType

CallId = NewType("CallId", str)
IncidentId = NewType("IncidentId", str)
CrewId = NewType("CrewId", str)
StationId = NewType("StationId", str)
HospitalId = NewType("HospitalId", str)
AssignmentId = NewType("AssignmentId", str)
CommandId = NewType("CommandId", str)
