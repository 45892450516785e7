"""One example of a request and of its answer for every route of the description at `/openapi.json`.

Kept in one table, because the routes build plain dictionaries; a test asks every route for its row here.
"""

from collections.abc import Mapping
from typing import Any

from dispatch.api.card import EXAMPLE_CARD

AT = "2026-11-22T20:35:41.123Z"
POINT = {"lat": 59.5689, "lon": 30.1228}
PLACE = "Гатчина, улица Чкалова, 5"
INCIDENT_ID = "261122-K7M2QXA"

REASON = {"code": "nearest-by-road", "text": "ближайшая свободная по дорогам: 6,4 мин", "text_en": "nearest: 6.4 min"}

RECOMMENDATION = {
    "policy": "matching",
    "crew": "1601",
    "eta_s": 384.0,
    "reasons": [REASON],
    "weights_version": "5ccb65053da0",
    "options": [{"rank": 1, "crew": "1601", "kind_ru": "фельдшерская", "eta_s": 384.0, "at": POINT, "reasons": []}],
}

CREW = {
    "id": "1601",
    "kind": "feldsher",
    "kind_ru": "фельдшерская",
    "station": "gatchina",
    "station_name": "Подстанция Гатчина",
    "district": "Гатчинский район",
    "vehicle_class": "B",
    "status": "available",
    "status_ru": "свободна",
    "on_duty": True,
    "status_at": AT,
    "at": POINT,
    "incident": None,
    "eta_at": None,
    "shift_ends_at": AT,
}

INCIDENT = {
    "id": INCIDENT_ID,
    "number": INCIDENT_ID,
    "received_at": AT,
    "due_at": AT,
    "urgency": 2,
    "urgency_ru": "экстренная",
    "emergency": True,
    "complaint": "chest-pain",
    "complaint_ru": "Боль в груди, подозрение на инфаркт",
    "at": POINT,
    "place": PLACE,
    "district": "Гатчинский район",
    "status": "waiting",
    "warnings": [],
    "context_state": "certain",
    "critical_alerts": True,
    "crew": None,
    "milestones": {},
    "recommendation": RECOMMENDATION,
}

DESTINATION = {
    "hospital": "gatchinskaya-kmb",
    "name": "Гатчинская КМБ",
    "eta_s": 420.0,
    "reasons": [{"code": "hospital-has", "text": "есть ЧКВ круглосуточно", "text_en": "has pci"}],
    "runners_up": [],
}

WHOLE = {**INCIDENT, "assignments": [], "destination": DESTINATION, "doezd_s": None, "events": [], "card": EXAMPLE_CARD}

ROUTE = {
    "type": "Feature",
    "geometry": {"type": "LineString", "coordinates": [[30.1228, 59.5689], [30.1301, 59.5702]]},
    "properties": {
        "duration_s": 384.0,
        "distance_m": 5120.0,
        "profile": "siren",
        "weights_version": "5ccb65053da0",
        "maneuvers": [{"type": "depart", "text": "Начните движение: улица Чкалова", "distance_m": 300.0}],
    },
}

REACHED = {
    "type": "FeatureCollection",
    "attribution": "© OpenStreetMap contributors, ODbL 1.0",
    "profile": "siren",
    "weights_version": "5ccb65053da0",
    "origins": [[30.1228, 59.5689]],
    "lost": [],
    "features": [
        {
            "type": "Feature",
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[[30.1, 59.5], [30.2, 59.5], [30.1, 59.6], [30.1, 59.5]]]],
            },
            "properties": {"limit_s": 1200.0, "minutes": 20.0, "residents": 94377, "share": 0.0593},
        }
    ],
    "cover": {
        "minutes": [20.0],
        "total": {"residents": 1592000, "within": [94377], "shares": [0.0593]},
        "districts": {},
        "outside": [],
        "uncounted": 0,
    },
}

MAP = {
    "schematic": False,
    "label": "карта OpenStreetMap",
    "date": None,
    "licence": "© OpenStreetMap contributors, ODbL 1.0",
    "bounds": [27.7, 58.4, 35.7, 61.3],
    "synthetic_km": {"schematic": 3225},
    "tiles": "/tiles/{z}/{x}/{y}.mvt",
}

CONTEXT = {
    "grade": "certain",
    "identity": {"name": "Синтетическая М. И.", "birth_date": "1950-05-09", "snils_masked": "•••-•••-••• 95"},
    "alerts": [{"text": "Антикоагулянт: Варфарин", "detail": "кровотечение", "critical": True}],
    "sections": [{"name": "allergies", "state": "known-absent", "state_ru": "не выявлено", "items": []}],
}

ORDER = {
    "crew": CREW,
    "legal": ["accepted"],
    "milestone": "notified",
    "order": {"incident": INCIDENT_ID, "place": PLACE, "target": "scene", "eta_at": AT, "route": ROUTE["properties"]},
    "context": CONTEXT,
}

ACCESS = {"seq": 1, "at": AT, "action": "view", "who": "crew:1601", "incident": INCIDENT_ID, "purpose": "ETREAT"}

STATE = {
    "cursor": 123,
    "now": AT,
    "mode": "propose",
    "map": MAP,
    "degraded": [],
    "crews": [CREW],
    "incidents": [INCIDENT],
}

REJECTED = [
    {"raw_id": "7549a55a860f4cfe", "received_at": AT, "problem": "address: «…» не найден на карте", "raw": "{…}"}
]

FOUND = [{"label": "улица Чкалова, Гатчина", "at": POINT, "precision": "street", "confidence": 0.95}]

TAKEN = {"incident": INCIDENT_ID, "place": PLACE, "at": POINT, "urgency": 2, "warnings": [], "status_url": "…"}

BECAUSE = {"reason": "ложный вызов"}

RUN = {
    "run": "20261122-203541-kudrovo",
    "heard_at": AT,
    "has_report": False,
    "state": "running",
    "done": 12,
    "total": 40,
    "scenario": "Вторая бригада в Кудрово",
    "policy": "nearest",
    "metric": "доезд в среднем",
    "unit": "мин",
    "mean": 14.2,
    "half_width": 0.3,
    "started_at": AT,
    "eta_s": 310.0,
    "error": "",
}

RUNS = {"now": AT, "runs": [RUN], "unreadable": [{"run": "old", "why": "not-json"}], "hidden": 0}

POINTS = {"type": "MultiPoint", "coordinates": [[30.1228, 59.5689], [28.7528, 60.7096]]}

# (method, path) → (request body or None, answer)
EXAMPLES: Mapping[tuple[str, str], tuple[Any, Any]] = {
    ("get", "/health"): (None, {"status": "ok"}),
    ("get", "/ready"): (None, {"ready": True, "parts": [], "crews": 163}),
    ("get", "/api/me"): (None, {"user": "demo-dispatcher", "role": "dispatcher", "crew": None}),
    ("get", "/api/map"): (None, MAP),
    ("get", "/tiles/{z}/{x}/{y}.mvt"): (None, "gzip, application/vnd.mapbox-vector-tile"),
    ("get", "/api/audit"): (None, {"chain_broken_at": None, "accesses": [ACCESS]}),
    ("post", "/api/calls"): (EXAMPLE_CARD, TAKEN),
    ("get", "/api/cards/rejected"): (None, REJECTED),
    ("get", "/api/incidents/{incident_id}"): (None, WHOLE),
    ("post", "/api/incidents/{incident_id}/confirm"): ({"crew": "1601"}, {"incident_view": WHOLE}),
    ("post", "/api/incidents/{incident_id}/override"): (
        {"crew": "1602", "reason": "экипаж знает адрес"},
        {"incident_view": WHOLE},
    ),
    ("post", "/api/incidents/{incident_id}/cancel"): (BECAUSE, {"incident_view": WHOLE}),
    ("post", "/api/mode"): ({"mode": "automatic"}, {"mode": "automatic"}),
    ("post", "/api/incidents/{incident_id}/context/confirm"): (
        {"candidate": "c1", "identifiers": {"birth_date": "1950-05-09", "full_name": "Синтетическая Мария"}},
        {"grade": "confirmed-by-crew"},
    ),
    ("post", "/api/incidents/{incident_id}/context/withdraw"): ({"reason": "другой человек"}, {"grade": "withdrawn"}),
    ("post", "/api/incidents/{incident_id}/context/break-glass"): (
        {"reason": "пациент без сознания, нужен весь анамнез", "witness": "фельдшер бригады"},
        {"grade": "certain", "unrestricted": True},
    ),
    ("get", "/api/crews/{crew_id}"): (None, CREW),
    ("get", "/api/crews/{crew_id}/order"): (None, ORDER),
    ("post", "/api/crews/{crew_id}/status"): (
        {"milestone": "accepted", "incident": INCIDENT_ID, "pressed_at": AT},
        {"milestone": "accepted", "legal": ["en-route"], "crew": CREW},
    ),
    ("post", "/api/crews/{crew_id}/service"): ({"in_service": False, "reason": "поломка"}, CREW),
    ("post", "/api/crews/{crew_id}/token"): (None, {"crew": "1601", "token": "…", "url": "/tablet?token=…"}),
    ("post", "/api/positions"): ([{"crew": "1601", **POINT, "speed_mps": 16.0}], {"accepted": 1, "rejected": []}),
    ("get", "/api/state"): (None, STATE),
    ("get", "/api/events"): (None, 'event: change\nid: 124\ndata: {"seq":124,"type":"CrewAssigned","crew":"1601"}'),
    ("post", "/api/routing/route"): (
        {"origin": {"type": "Point", "coordinates": [30.1228, 59.5689]}, "destination": POINT, "profile": "siren"},
        ROUTE,
    ),
    ("post", "/api/routing/matrix"): (
        {"origins": POINTS, "destinations": [POINT], "profile": "siren"},
        {"seconds": [[0.0], [7140.5]], "profile": "siren", "weights_version": "5ccb65053da0"},
    ),
    ("put", "/api/routing/weights"): (
        {"speed_factor": {"siren": 0.8}, "class_factor": {"unclassified": 0.7}, "closed_ways": [4400001]},
        {"weights_version": "8c41d0a2be77"},
    ),
    ("get", "/api/routing/isochrones"): (None, REACHED),
    ("get", "/api/geocode"): (None, FOUND),
    ("get", "/api/runs"): (None, RUNS),
    ("get", "/api/runs/{run}/report"): (None, "<!doctype html>…"),
}


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Put the examples into an OpenAPI document."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            request, answer = EXAMPLES[method, path]
            if request is not None:
                operation["requestBody"]["content"]["application/json"]["example"] = request
            good = next(code for code in operation["responses"] if code.startswith("2"))
            content = operation["responses"][good].setdefault("content", {})
            kind = next(iter(content), "application/json")
            content.setdefault(kind, {})["example"] = answer
    return document
