"""Red lines out of coded records: one line per rule, naming the drugs or diagnoses that made it."""

from collections.abc import Sequence

from dispatch.adapters.fhir.alert_table import ALLERGY_RANK, AlertRule, rules_for
from dispatch.application.patient_context import MAX_ALERTS, Alert

Coded = tuple[str, str, bool]
"""Code, name, and whether its status was not understood."""


def from_codes(coded: Sequence[Coded], *, drug: bool) -> tuple[Alert, ...]:
    """Alerts of ATC (`drug`) or ICD-10 codes."""
    met: dict[AlertRule, list[Coded]] = {}
    for entry in coded:
        for rule in rules_for(entry[0], drug=drug):
            met.setdefault(rule, []).append(entry)
    return tuple(_alert(rule, entries) for rule, entries in met.items())


def _alert(rule: AlertRule, entries: Sequence[Coded]) -> Alert:
    names = dict.fromkeys(name for _, name, _ in entries)
    unsure = any(check for _, _, check in entries)
    return Alert(
        rank=rule.rank,
        text=f"{rule.text}: {', '.join(names)}",
        detail=f"{rule.why}; проверьте статус" if unsure else rule.why,
        code=entries[0][0],
        critical=rule.critical,
        check=unsure,
    )


def highest(alerts: Sequence[Alert]) -> tuple[tuple[Alert, ...], str]:
    """The lines that the card has room for, and a warning when some stand only in their sections."""
    ranked = sorted(alerts, key=lambda alert: (not (alert.critical or _is_allergy(alert)), alert.rank))
    more = len(ranked) - MAX_ALERTS
    return tuple(ranked[:MAX_ALERTS]), f"Ещё предупреждений: {more}, смотрите разделы ниже" if more > 0 else ""


def _is_allergy(alert: Alert) -> bool:
    # Even a mild one stands on top: a crew gives drugs.
    return alert.rank in {ALLERGY_RANK, ALLERGY_RANK + 1}
