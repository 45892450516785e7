"""What goes wrong with the EMR. None of it leaves this package: it becomes the state of a section.

One tree::

EmrFailure
├── Unreachable      no connection, or the server is busy or broken (429, 5xx); worth one retry
├── TooSlow          the deadline has passed
├── Rejected         the server refuses the question (4xx): configuration or access
├── BreakerOpen      it failed too often just now and is left alone
└── Untrusted        the answer is not the answer to the question; all of it is thrown away
    └── Garbled      not JSON, not a Bundle, or not valid FHIR
"""


class EmrFailure(Exception):
    """The EMR did not answer the question. `note` is the text for the screen."""

    note = "ЕМИС не отвечает"


class Unreachable(EmrFailure):
    """No connection, or the server is busy or broken."""


class TooSlow(EmrFailure):
    """The deadline has passed."""

    note = "ЕМИС не ответила вовремя"


class Rejected(EmrFailure):
    """The server refuses the question."""

    note = "ЕМИС отклонила запрос: проверьте настройки доступа (doezd doctor)"


class BreakerOpen(EmrFailure):
    """It failed too often just now and is left alone."""

    note = "ЕМИС не отвечает, повторим позже"


class Untrusted(EmrFailure):
    """The answer is not the answer to the question."""

    note = "ЕМИС вернула чужие записи, ответ отброшен"


class Garbled(Untrusted):
    """Not JSON, not a Bundle, or not valid FHIR."""

    note = "ответ ЕМИС не прошёл проверку"
