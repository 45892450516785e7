"""What a scenario's files may be refused for.

::

    ScenarioInvalid      the files cannot be run as they are (lists every finding)
    └── ImportImpossible a foreign configuration asks for what the import does not know
"""

from collections.abc import Sequence


class ScenarioInvalid(Exception):
    """The files cannot be run as they are. `findings` has one line each, with file, line and field."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


class ImportImpossible(ScenarioInvalid):
    """A foreign configuration asks for what the import does not know."""
