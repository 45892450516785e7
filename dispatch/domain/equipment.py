"""Equipment that not every vehicle has, and what a kind of help needs beside its people."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from dispatch.domain.capability import CrewCapability

EQUIPMENT_RU: Mapping[str, str] = MappingProxyType(
    {
        "bariatric-stretcher": "носилки для тяжёлых пациентов",
        "incubator": "транспортный кувез",
        "ventilator": "аппарат ИВЛ",
        "stair-chair": "кресло для лестницы",
        "winch": "лебёдка и высокая проходимость",
    }
)
"""The names that the screens know. A region may use others: they are shown as they are."""

EQUIPMENT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""How a name of equipment is spelt, so that a slip of the pen is not taken for a region's own name."""

VEHICLE_CLASSES = ("A", "B", "C")
"""GOST R 52567; Latin letters: A transports, B treats on the way, C is a mobile intensive care unit."""

CLASS_OF: Mapping[CrewCapability, str] = MappingProxyType(
    {CrewCapability.INTENSIVE: "C", CrewCapability.PAEDIATRIC_INTENSIVE: "C"}
)
"""Order 388н, equipment standard: intensive care is given in a vehicle of class C."""
