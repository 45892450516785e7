"""What a planner is told: the file, the line, the field, and what to write there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Finding:
    """One thing to mend. `line` 0 means the file as a whole; an empty `field` means the line as a whole."""

    file: str
    line: int
    field: str
    text: str

    def __str__(self) -> str:
        """Show it the way editors jump to it: ``crews.csv:17 поле kind: …``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} поле {self.field}: {self.text}" if self.field else f"{place}: {self.text}"
