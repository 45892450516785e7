"""Words of Russian addresses: kinds of streets and settlements, names of roads, what people say instead of names."""

from routing.geocoding.endings import forms

STREET_KINDS = {
    "улица": ("ул",),
    "проспект": ("пр", "прт", "просп", "пркт", "прспект"),
    "переулок": ("пер", "переул"),
    "площадь": ("пл",),
    "набережная": ("наб", "набереж"),
    "шоссе": ("ш",),
    "бульвар": ("бр", "бул", "бульв"),
    "проезд": ("прд", "прзд"),
    "тупик": ("туп",),
    "аллея": ("ал",),
    "линия": ("лин",),
    "дорога": ("дор",),
}
SETTLEMENT_KINDS = {
    "город": ("г", "гор"),
    "поселок": ("п", "пос", "пгт", "гп", "рп"),
    "деревня": ("д", "дер"),
    "село": ("с",),
    "хутор": ("х",),
    "станция": ("ст",),
    "садоводство": ("снт", "днп", "днт", "кп", "тсн", "спк", "сдт", "кс", "дск", "массив"),
    "микрорайон": ("мкр", "мкрн", "мрн", "мн"),
}
STREET_KIND = {short: kind for kind, shorts in STREET_KINDS.items() for short in (*shorts, kind, *forms(kind))}
SETTLEMENT_KIND = {short: kind for kind, shorts in SETTLEMENT_KINDS.items() for short in (*shorts, kind, *forms(kind))}
ALIASES = {
    "спб": "санкт петербург",
    "питер": "санкт петербург",
    "питере": "санкт петербург",
    "петербург": "санкт петербург",
    "петербурге": "санкт петербург",
}
"""What people call a settlement → the words of its name."""
NOISE = {"в", "во", "на", "у", "по", "им", "имени", "около", "возле", "напротив", "дом", "д", "из", "под", "номер"}
"""Words that tell no two names apart."""
ENGLISH = {
    "street": "улица",
    "str": "ул",
    "st": "ул",
    "avenue": "проспект",
    "ave": "проспект",
    "prospect": "проспект",
    "lane": "переулок",
    "square": "площадь",
    "highway": "шоссе",
    "embankment": "набережная",
    "city": "г",
    "town": "г",
    "village": "д",
}
"""Words of an address that a transliteration would not give."""
ROADS = {
    "россия": "М-10",
    "нева": "М-11",
    "скандинавия": "А-181",
    "сортавала": "А-121",
    "нарва": "А-180",
    "кола": "Р-21",
    "псков": "Р-23",
    "вологда": "А-114",
    "кад": "А-118",
    "кольцевая": "А-118",
    "мурманское шоссе": "Р-21",
    "мурманка": "Р-21",
    "киевское шоссе": "Р-23",
    "приозерское шоссе": "А-121",
    "таллинское шоссе": "А-180",
    "московское шоссе": "М-10",
    "М-18": "Р-21",
    "М-20": "Р-23",
}
"""Names and former numbers of the federal roads of the region (government decree 928 of 2010, as amended)."""
