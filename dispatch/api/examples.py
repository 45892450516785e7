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
    "eta_p90_s": 480.0,
    "reasons": [REASON],
    "diverts": {"incident": "261122-P4XW9TB", "number": "261122-P4XW9TB", "urgency": 4},
    "instead_of": None,
    "would_change": [],
    "hold": None,
    "weights_version": "5ccb65053da0",
    "options": [
        {
            "rank": 1,
            "crew": "1601",
            "kind_ru": "фельдшерская",
            "eta_s": 384.0,
            "eta_p90_s": 480.0,
            "at": POINT,
            "on_way_to": {"incident": "261122-P4XW9TB", "number": "261122-P4XW9TB", "urgency": 4},
            "terms": [{"name": "waiting", "text": "ожидание", "text_en": "waiting", "weighted_s": 6144.0}],
            "reasons": [],
        }
    ],
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
    "eta_p90_at": None,
    "shift_ends_at": AT,
    "pause": None,
    "pause_offer": {"kind": "meal", "kind_ru": "обед", "at": AT, "reasons": []},
    "pause_due": {
        "kind": "meal",
        "kind_ru": "обед",
        "due_at": AT,
        "latest_at": AT,
        "length_s": 1800.0,
        "overdue": False,
    },
    "overtime_s": 0.0,
    "shift": {"start": "08:00", "end": "08:00", "takeover_min": 0.0},
    "equipment": ["stair-chair"],
    "equipment_ru": ["кресло для лестницы"],
    "strengthened_by": [],
    "strengthened_by_ru": [],
    "temporary": False,
    "standby": None,
    "standby_offer": {"to": {"id": "standby-01", "name": "Точка Вырица", "at": POINT}, "eta_s": 900.0, "reasons": []},
}

INCIDENT: dict[str, Any] = {
    "id": INCIDENT_ID,
    "number": INCIDENT_ID,
    "whole": INCIDENT_ID,
    "part_of": None,
    "part_kind": None,
    "part_kind_ru": None,
    "same_patient": True,
    "relieves": None,
    "relief_cause_ru": None,
    "victims": None,
    "calls": 1,
    "scene": None,
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

WHOLE = {
    **INCIDENT,
    "assignments": [],
    "destination": DESTINATION,
    "doezd_s": None,
    "perhaps_same": [],
    "events": [],
    "card": EXAMPLE_CARD,
}

ROUTE = {
    "type": "Feature",
    "geometry": {"type": "LineString", "coordinates": [[30.1228, 59.5689], [30.1301, 59.5702]]},
    "properties": {
        "duration_s": 384.0,
        "eta_p50_s": 384.0,
        "eta_p90_s": 480.0,
        "distance_m": 5120.0,
        "profile": "siren",
        "weights_version": "5ccb65053da0",
        "note": None,
        "maneuvers": [
            {
                "type": "turn",
                "modifier": "left",
                "text": "Через 300 м налево на улицу Чкалова",
                "distance_m": 120.0,
                "announcements": [{"before_m": 100.0, "text": "Налево", "text_en": "Turn left"}],
            }
        ],
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
    "learnt": {"version": "7875dfb59b38", "runs": 5310, "until": AT},
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
    "order": {
        "incident": INCIDENT_ID,
        "place": PLACE,
        "target": "scene",
        "eta_at": AT,
        "eta_p90_at": AT,
        "route": ROUTE["properties"],
    },
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
    "standby_points": [{"id": "standby-01", "name": "Точка Вырица", "at": POINT}],
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

VICTIMS = {"red": 1, "yellow": 2, "green": 1, "unsorted": 0, "children": 1, "total": 4}

SAME = {
    "incident": "261122-P4XW9TB",
    "number": "261122-P4XW9TB",
    "complaint_ru": "Боль в груди, подозрение на инфаркт",
    "metres": 40,
    "received_at": AT,
    "status": "waiting",
}

PART = {
    "incident": f"{INCIDENT_ID}.2",
    "number": f"{INCIDENT_ID}/2",
    "kind_ru": "к другим пострадавшим",
    "status": "assigned",
    "urgency": 1,
    "urgency_ru": "экстренная, угроза жизни",
    "need_ru": ["общий профиль", "реанимация"],
    "crew": "1602",
    "crew_kind": "intensive",
    "milestone": "en-route",
    "eta_s": 420.0,
}

SCENE = {
    "whole": INCIDENT_ID,
    "open": True,
    "victims": VICTIMS,
    "parts": [PART],
    "perhaps_same": [SAME],
    "incident_view": INCIDENT,
}

HOSPITAL = {
    "id": "gatchinskaya-kmb",
    "name": "Гатчинская КМБ",
    "open": True,
    "shut": ["stroke"],
    "shut_ru": ["сосудистый центр (ОНМК)"],
    "reception": {"holds": True, "open": True, "diverted": ["stroke"], "beds": {"general": 4}, "bays": 3, "by": "…"},
    "crews_at_door": 2,
    "crews_coming": 1,
    "handover_s": 960,
}

WORD = {"open": True, "diverted": ["stroke"], "beds": {"general": 4}, "bays": 3, "reason": "ремонт", "valid_until": AT}

AIR_WORD = {
    "ready": True,
    "lat": 59.983,
    "lon": 30.587,
    "visibility_m": 8000.0,
    "ceiling_m": 600.0,
    "wind_m_s": 6.0,
    "valid_until": AT,
}

AIR = {
    **AIR_WORD,
    "known": True,
    "observed_at": AT,
    "by": "demo-senior",
    "below_minimum": None,
    "dark": False,
    "dark_changes_at": AT,
    "flies_in_the_dark": False,
    "startup_s": 600.0,
}
LANDING_SITE = {
    "id": "airfield-rzhevka",
    "name": "Аэродром Ржевка",
    "kind": "airfield",
    "at": {"lat": 59.983, "lon": 30.587},
    "lit": False,
}

FLIGHT = {
    "hospital": "lokb",
    "name": "Ленинградская областная клиническая больница",
    "flies": False,
    "why": {"code": "night", "text": "темно: солнце на -12°…", "text_en": "dark: …"},
    "flight": None,
}

RUNS = {"now": AT, "runs": [RUN], "unreadable": [{"run": "old", "why": "not-json"}], "hidden": 0}

DUTY_RULES = {"meal_s": 1800.0, "meal_every_s": 43_200.0, "interrupted_by": 1, "stand_in_s": 1200.0}

ON_BREAK = {"crew": {**CREW, "status": "on-break", "status_ru": "на перерыве"}}

POST = {
    "id": "kudrovo",
    "name": "Пост Кудрово",
    "at": POINT,
    "wanted": 1,
    "must": False,
    "crews": ["1412"],
    "on_way": ["1412"],
    "short_since": None,
    "hours": [
        {
            "weekdays": [1, 2, 3, 4, 5, 6, 7],
            "every_day": True,
            "from": "08:00",
            "until": "22:00",
            "whole_day": False,
            "crews": 1,
            "must": False,
            "source": "приказ по станции",
            "certainty": "assumed",
        }
    ],
}

POSTURE = {
    "posts": [POST],
    "seq": 4183,
    "at": AT,
    "expected_wait_s": 576.1,
    "expected_wait_after_s": 519.5,
    "expected_calls": 44.4,
    "gain_s": 2091.0,
    "drive_s": 19800.0,
    "weights_version": "5ccb65053da0",
    "bases": [
        {
            "id": "gatchina",
            "name": "Подстанция Гатчина",
            "at": POINT,
            "crews": 3,
            "crews_after": 2,
            "one_less_costs_s": 1.2,
            "one_more_saves_s": 0.4,
        }
    ],
    "moves": [
        {
            "crew": "1601",
            "kind": "feldsher",
            "from": "gatchina",
            "from_name": "Подстанция Гатчина",
            "when_free": False,
            "to": "vyritsa",
            "to_name": "Пост Вырица",
            "drive_s": 1692.0,
            "saves_s": 7.3,
            "reasons": [
                {
                    "code": "posture-saves",
                    "text": "встать на базе «vyritsa», 28,2 мин езды: следующий вызов будет ждать на 7,3 с меньше",
                    "text_en": "stand at base “vyritsa”, 28.2 min away: the next call will wait 7.3 s less",
                }
            ],
        }
    ],
}

OVERRIDES = {
    "since": AT,
    "decided": 412,
    "followed": 371,
    "whole": {"name": "все", "count": 41, "person": 9, "proposal": 14, "even": 6, "unknown": 12, "small": False},
    "groups": {"reason": [], "hour": [], "district": [], "urgency": [], "role": []},
    "rows": [{"incident": INCIDENT_ID, "crew": "1602", "recommended": "1601", "verdict": "unknown"}],
    "hidden": 0,
    "suggestions": [{"parameter": "missing_capability_s", "choices": 23, "present_s": 180, "suggested_s": 240}],
}

POINTS = {"type": "MultiPoint", "coordinates": [[30.1228, 59.5689], [28.7528, 60.7096]]}

# (method, path) → (request body or None, answer)

TRANSPORT_ID = "T261123-K7M2Q"
BOOKING = {
    "kind": "dialysis",
    "from": {"address": "Гатчина, улица Чкалова, 5", "note": "подъезд 2"},
    "to": {"hospital": "gatchinskaya-kmb"},
    "delivery": {"from": "2026-11-24T07:30:00", "until": "2026-11-24T08:00:00"},
    "back": {"from": "2026-11-24T12:00:00", "until": "2026-11-24T13:00:00"},
    "weekly": {"weekdays": [2, 4, 6], "until": "2026-12-31"},
    "mobility": "wheelchair",
    "escorts": 1,
    "may_share": True,
    "patient": {"name": "Синтетическая Мария", "phone": "+7 921 000-00-00"},
}
TRANSPORT = {
    "id": TRANSPORT_ID,
    "kind": "dialysis",
    "kind_ru": "на диализ или с диализа",
    "step": "confirmed",
    "step_ru": "подтверждена",
    "next_step": "begun",
    "next_step_ru": "едем за пациентом",
    "from": {"at": POINT, "hospital": None, "label": "Гатчина, улица Чкалова, 5", "note": "подъезд 2"},
    "to": {"at": POINT, "hospital": "gatchinskaya-kmb", "label": "Гатчинская КМБ", "note": None},
    "pickup": None,
    "delivery": {"from": AT, "until": AT},
    "pickup_at": AT,
    "delivery_at": AT,
    "promised_at": AT,
    "crew": "1601",
    "by_hand": False,
    "mobility": "wheelchair",
    "mobility_ru": "в кресле-коляске",
    "escorts": 1,
    "oxygen": False,
    "crew_need": [],
    "may_share": True,
    "return_of": None,
    "series": TRANSPORT_ID,
    "times": {},
    "reasons": [{"code": "transport-slack", "text": "запас 12 мин", "text_en": "12 min to spare"}],
    "options": [{"crew": "1602", "added_s": 540.0, "reasons": []}],
    "patient": {"name": "Синтетическая Мария", "phone": "+7 921 000-00-00"},
    "note": None,
}
CARRYING = {
    "crew": "1601",
    "status": "set-aside",
    "transport": {
        "use": "set-aside",
        "use_ru": "выделена для перевозок",
        "on_board": [],
        "stops": 1,
        "lent_to": None,
    },
    "room": {"seats": 1, "wheelchairs": 1, "stretchers": 1, "oxygen": True},
}
STOP = {"transport": TRANSPORT_ID, "pickup": True, "arrive_at": AT, "begin_at": AT, "leave_at": AT, "slack_s": 720.0}
CREW_RUN = {**CARRYING, "stops": [STOP], "transports": {TRANSPORT_ID: TRANSPORT}}
TRANSPORT_BOARD = {
    "now": AT,
    "planned_at": AT,
    "plan_pending": False,
    "lend_to_p1": True,
    "transports": [TRANSPORT],
    "runs": [{"crew": "1601", "stops": [STOP]}],
    "crews": [CARRYING],
}
TRANSPORT_WHOLE = {**TRANSPORT, "events": [{"at": AT, "type": "TransportRequested", "text": "перевозка заказана"}]}

CLOSING = {
    "where": {"road": "Р-21", "from_km": 44.5, "to_km": 45.5},
    "timetable": "Apr 10-Nov 30 02:00-04:55",
    "reason": "мост разведён",
}
CLOSED = {
    "length_km": 2.02,
    "ways": 4,
    "stretches": 8,
    "streets": ["Р-21"],
    "shape": {"type": "MultiLineString", "coordinates": [[[30.9795, 59.9112], [30.9821, 59.9127]]]},
}
CLOSURE = {
    "id": "ladozhsky",
    **CLOSING,
    "begins_at": None,
    "ends_at": None,
    "profiles": ["siren", "ordinary"],
    "speed_factor": None,
    "state": "between",
    "state_ru": "сейчас открыто по расписанию",
    "turns_at": AT,
    "by": "petrov",
    "at": AT,
    "revision": 1,
    **CLOSED,
    "problem": None,
}
CONDITIONS = {
    "hour_of_week": 10,
    "season": "winter",
    "season_ru": "зима",
    "speed_factor": {},
    "class_factor": {},
    "closed_ways": 0,
    "closures_in_force": 0,
    "since": AT,
    "weights_version": "5ccb65053da0",
}

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
        {"crew": "1602", "reason": "экипаж знает адрес", "divert": True},
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
    ("get", "/api/incidents/{incident_id}/scene"): (None, SCENE),
    ("post", "/api/incidents/{incident_id}/victims"): (
        {"red": 1, "yellow": 2, "green": 1, "unsorted": 0, "children": 1},
        SCENE,
    ),
    ("post", "/api/incidents/{incident_id}/ask"): (
        {"need": ["intensive"], "same_patient": True, "count": 1, "reason": "нужна реанимация"},
        SCENE,
    ),
    ("post", "/api/incidents/{incident_id}/merge"): ({"duplicate": "261122-P4XW9TB", "reason": "тот же случай"}, SCENE),
    ("post", "/api/incidents/{incident_id}/hand-over"): (
        {"cause": "breakdown", "crew": "1602", "reason": "не заводится"},
        SCENE,
    ),
    ("post", "/api/incidents/{incident_id}/cancel-all"): ({"reason": "ложный вызов"}, SCENE),
    ("get", "/api/hospitals"): (None, [HOSPITAL]),
    ("post", "/api/hospitals/{hospital_id}/report"): (WORD, HOSPITAL),
    ("get", "/api/air"): (None, AIR),
    ("post", "/api/air"): (AIR_WORD, AIR),
    ("get", "/api/air/sites"): (None, [LANDING_SITE]),
    ("get", "/api/incidents/{incident_id}/air"): (None, FLIGHT),
    ("post", "/api/incidents/{incident_id}/air-meeting"): (
        {"site": "pad-luzhskaya-mb", "accepted": True, "reason": ""},
        {"incident_view": INCIDENT},
    ),
    ("get", "/api/crews/{crew_id}"): (None, CREW),
    ("get", "/api/crews/{crew_id}/order"): (None, ORDER),
    ("post", "/api/crews/{crew_id}/status"): (
        {"milestone": "accepted", "incident": INCIDENT_ID, "pressed_at": AT},
        {"milestone": "accepted", "legal": ["en-route"], "crew": CREW},
    ),
    ("post", "/api/crews/{crew_id}/service"): ({"in_service": False, "reason": "поломка"}, CREW),
    ("post", "/api/crews/{crew_id}/standby"): ({"to": "standby-01", "reason": "ярмарка"}, {"crew": CREW}),
    ("post", "/api/crews/{crew_id}/standby/decline"): ({"reason": "скоро обед"}, {"crew": CREW}),
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
        {
            "seconds": [[0.0], [7140.5]],
            "p90_seconds": [[0.0], [8925.3]],
            "profile": "siren",
            "weights_version": "5ccb65053da0",
        },
    ),
    ("put", "/api/routing/weights"): (
        {"speed_factor": {"siren": 0.8}, "class_factor": {"unclassified": 0.7}, "closed_ways": [4400001]},
        {"weights_version": "8c41d0a2be77"},
    ),
    ("get", "/api/roads/closures"): (None, {"closures": [CLOSURE], "conditions": CONDITIONS}),
    ("post", "/api/roads/closures"): (CLOSING, CLOSURE),
    ("post", "/api/roads/closures/preview"): (CLOSING, CLOSED),
    ("put", "/api/roads/closures/{closure_id}"): ({**CLOSING, "revision": 1}, {**CLOSURE, "revision": 2}),
    ("delete", "/api/roads/closures/{closure_id}"): (None, {"lifted": "ladozhsky"}),
    ("get", "/api/roads/closures/{closure_id}/history"): (
        None,
        [
            {"seq": 131, "at": AT, "by": "petrov", "what": "set", "revision": 1, **CLOSING},
            {"seq": 140, "at": AT, "by": "petrov", "what": "lifted", "reason": "движение открыто"},
        ],
    ),
    ("get", "/api/routing/isochrones"): (None, REACHED),
    ("get", "/api/geocode"): (None, FOUND),
    ("get", "/api/posts"): (None, {"seq": 4183, "at": AT, "posts": [POST]}),
    ("get", "/api/duty/rules"): (None, {"rules": DUTY_RULES}),
    ("put", "/api/duty/rules"): ({"rules": DUTY_RULES}, {"rules": DUTY_RULES}),
    ("post", "/api/crews/{crew_id}/break"): ({"kind": "meal"}, ON_BREAK),
    ("post", "/api/crews/{crew_id}/break/end"): ({"reason": "нужна на линии"}, {"crew": CREW}),
    ("post", "/api/crews/{crew_id}/break/decline"): ({"reason": "позже"}, {"crew": CREW}),
    ("patch", "/api/crews/{crew_id}"): (
        {"strengthened_by": ["doctor"], "equipment": ["stair-chair"], "reason": "усилена врачом"},
        {"crew": CREW},
    ),
    ("post", "/api/crews"): (
        {
            "id": "резерв-1",
            "kind": "feldsher",
            "station": "gatchina",
            "shift": {"start": "08:00", "end": "20:00"},
            "reason": "усиление на праздник",
        },
        {"crew": {**CREW, "id": "резерв-1", "temporary": True}},
    ),
    ("post", "/api/crews/{crew_id}/remove"): ({"reason": "праздник кончился"}, {"removed": "резерв-1"}),
    ("put", "/api/incidents/{incident_id}/equipment"): (
        {"equipment": ["bariatric-stretcher"]},
        {"incident": INCIDENT_ID, "equipment_need": ["bariatric-stretcher"]},
    ),
    ("get", "/api/planners/overrides"): (None, OVERRIDES),
    ("get", "/api/planners/posture"): (None, POSTURE),
    ("get", "/api/runs"): (None, RUNS),
    ("get", "/api/runs/{run}/report"): (None, "<!doctype html>…"),
    ("post", "/api/transport"): (
        BOOKING,
        {
            "booking": TRANSPORT_ID,
            "transports": [TRANSPORT_ID],
            "ends": ["Гатчина, улица Чкалова, 5", "Гатчинская КМБ"],
            "status_url": f"/api/transport/{TRANSPORT_ID}",
        },
    ),
    ("get", "/api/transport"): (None, TRANSPORT_BOARD),
    ("post", "/api/transport/confirm"): ({"transports": [TRANSPORT_ID]}, TRANSPORT_BOARD),
    ("put", "/api/transport/lending"): ({"lend": True}, {"lend": True}),
    ("get", "/api/transport/{transport_id}"): (None, TRANSPORT_WHOLE),
    ("delete", "/api/transport/{transport_id}"): (None, {**TRANSPORT_WHOLE, "step": "cancelled"}),
    ("post", "/api/transport/{transport_id}/assign"): (
        {"crew": "1601", "reason": "знает пациента"},
        TRANSPORT_WHOLE,
    ),
    ("post", "/api/transport/{transport_id}/step"): ({"crew": "1601", "step": "begun", "pressed_at": AT}, CREW_RUN),
    ("get", "/api/crews/{crew_id}/transport"): (None, CREW_RUN),
    ("put", "/api/crews/{crew_id}/transport"): ({"use": "set-aside", "reason": "плановые перевозки"}, CREW_RUN),
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
