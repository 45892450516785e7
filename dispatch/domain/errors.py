"""What the dispatcher refuses, in one tree.

::

    Refused
    ├── UnknownIncident      no open incident carries this id
    ├── UnknownCrew          no crew of the region carries this id
    ├── UnknownTransport     no open transport request carries this id
    ├── IllegalTransition    the button is not the next one; names the legal ones
    ├── NotAssignable        the crew cannot take the incident; names why
    ├── UnknownHospital      no hospital of the region carries this id
    ├── UnknownClosure       no closure that stands carries this id
    ├── StaleReport          the word lapsed, is of the future, or an older one than is known; says which
    └── StaleChoice          somebody else decided first; names what stands now

    RegionInvalid            the region's files contradict each other (lists every finding)
    PolicyInvalid            no policy is called so, or it cannot be given this parameter (says what can be)

Each carries `code` (stable, for machines), and its text says the way out.
"""

from collections.abc import Sequence


class Refused(Exception):
    """A command that the present situation does not allow. Nothing has changed."""

    code = "refused"


class UnknownIncident(Refused):
    """No open incident carries this id."""

    code = "unknown-incident"


class UnknownCrew(Refused):
    """No crew of the region carries this id."""

    code = "unknown-crew"


class UnknownTransport(Refused):
    """No open transport request carries this id."""

    code = "unknown-transport"


class IllegalTransition(Refused):
    """The button is not the next one; `legal` names those that are."""

    code = "illegal-transition"

    def __init__(self, message: str, *, legal: Sequence[str]) -> None:
        super().__init__(message)
        self.legal = tuple(legal)


class NotAssignable(Refused):
    """The crew cannot take the incident."""

    code = "not-assignable"


class UnknownHospital(Refused):
    """No hospital of the region carries this id."""

    code = "unknown-hospital"


class UnknownClosure(Refused):
    """No closure that stands carries this id."""

    code = "unknown-closure"


class StaleReport(Refused):
    """The word lapsed, is of the future, or an older one than is known."""

    code = "stale-report"


class StaleChoice(Refused):
    """Somebody else decided first."""

    code = "stale-choice"


class RegionInvalid(Exception):
    """The region's files contradict each other. `findings` has one line each, with file, line and field."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


class PolicyInvalid(Exception):
    """No policy is called so, or it cannot be given this parameter. `parameter` is None when the name is wrong."""

    def __init__(self, message: str, *, parameter: str | None) -> None:
        super().__init__(message)
        self.parameter = parameter
