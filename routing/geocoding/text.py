"""Russian place names as people type them, brought to one form that can be compared."""

import re
from dataclasses import dataclass

STREET_KINDS = {
    "улица": ("ул", "улица", "улицы", "ulitsa"),
    "проспект": ("пр", "прт", "просп", "пркт", "проспект"),
    "переулок": ("пер", "переулок"),
    "площадь": ("пл", "площадь"),
    "набережная": ("наб", "набережная"),
    "шоссе": ("ш", "шоссе"),
    "бульвар": ("бр", "бул", "бульвар"),
    "проезд": ("прд", "проезд"),
    "тупик": ("туп", "тупик"),
    "аллея": ("ал", "аллея"),
    "линия": ("лин", "линия"),
    "дорога": ("дор", "дорога"),
}
SETTLEMENT_KINDS = {
    "город": ("г", "гор", "город"),
    "поселок": ("п", "пос", "пгт", "гп", "рп", "поселок"),
    "деревня": ("д", "дер", "деревня"),
    "село": ("с", "село"),
    "хутор": ("х", "хутор"),
    "станция": ("ст", "станция"),
    "садоводство": ("снт", "днп", "садоводство"),
    "микрорайон": ("мкр", "мкрн", "микрорайон"),
}
_STREET_KIND = {short: kind for kind, shorts in STREET_KINDS.items() for short in shorts}
_SETTLEMENT_KIND = {short: kind for kind, shorts in SETTLEMENT_KINDS.items() for short in shorts}
ALIASES = {
    "спб": "санкт петербург",
    "питер": "санкт петербург",
    "петербург": "санкт петербург",
}
"""What people call a settlement → the words of its name."""
NOISE = {"в", "на", "у", "по", "им", "имени", "около", "возле", "напротив", "дом", "д"}
"""Words that tell no two names apart."""
_HOUSE = re.compile(
    r"\b(?:д|дом|уч|участок)\.?\s*№?\s*\d+\w*(?:[/-]\d+\w*)?"
    r"|\b(?:к|корп|корпус|стр|строение|лит|литера|кв|квартира|под|подъезд|эт|этаж|домофон)\.?\s*№?\s*\d+\w*"
    r"|\b\d+\s*-?\s*(?:й\s*)?(?:подъезд|этаж)\b"
    r"|(?<!\d)\d{6}(?!\d)"
)
_REGION = re.compile(r"\b(?:лен(?:инградская)?\.?\s*обл(?:асть)?\.?|ло|россия|рф)(?=[\s,]|$)")
_DISTRICT = re.compile(r"([\w-]+(?:ий|ый|ой|ого))\s+(?:муниципальный\s+)?(?:р-?н|район)(?:а|е)?\b\.?")
_NUMBER_LAST = re.compile(r"(?<=\S)[\s,]+\d+[а-я]?(?:[/-]\d+[а-я]?)?\s*$")
_KEYS_EN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_KEYS_RU = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LAYOUT = str.maketrans(_KEYS_EN, _KEYS_RU)


ROADS = {
    "россия": "М-10",
    "нева": "М-11",
    "скандинавия": "А-181",
    "сортавала": "А-121",
    "нарва": "А-180",
    "кола": "Р-21",
    "псков": "Р-23",
    "вологда": "А-114",
    "М-18": "Р-21",
    "М-20": "Р-23",
}
"""Names and former numbers of the federal roads of the region (government decree 928 of 2010, as amended)."""


def normal(text: str) -> str:
    """Lower case, `ё` as `е`, one kind of dash and blank."""
    text = text.lower().replace("ё", "е").replace("—", "-").replace("–", "-")
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Words of a normal text; `1-я` and `пр-т` are one word each."""
    joined = re.sub(r"(\w)-(я|й|го|т|д|р|н|кт)\b", r"\1\2", text)
    return re.findall(r"\w+", joined)


def retyped(text: str) -> str:
    """Read a text typed with the Latin layout on: `dsjhu` is `выборг`."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    latin = bool(letters) and all("a" <= letter <= "z" for letter in letters)
    return text.lower().translate(_LAYOUT) if latin else text


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a name that tell it apart, sorted, and what kind of thing it says it is."""

    key: str
    kind: str | None


def street_name(tokens: list[str]) -> Name:
    """Split off the kind (`ул.`), wherever it stands, and sort the rest, so that word order does not matter."""
    kinds = [_STREET_KIND[token] for token in tokens if token in _STREET_KIND]
    rest = [token for token in tokens if token not in _STREET_KIND]
    # «Набережная улица», «Площадь»: here the kind is the name
    rest = rest or [token for token in tokens if _STREET_KIND[token] != "улица"]
    kind = next((kind for kind in kinds if kind != "улица"), None) or next(iter(kinds), None)
    return Name(key=_key(rest), kind=kind)


def settlement_name(tokens: list[str]) -> Name:
    """Split off the kind, which stands before the name or, shortened, behind it: «Красное Село» is a name."""
    kind = None
    if len(tokens) > 1 and tokens[0] in _SETTLEMENT_KIND:
        kind, tokens = _SETTLEMENT_KIND[tokens[0]], tokens[1:]
    elif len(tokens) > 1 and tokens[-1] in _SETTLEMENT_KIND and len(tokens[-1]) <= 3:
        kind, tokens = _SETTLEMENT_KIND[tokens[-1]], tokens[:-1]
    known = ALIASES.get(" ".join(tokens))
    return Name(key=_key(known.split() if known else tokens), kind=kind)


def _key(tokens: list[str]) -> str:
    """Sort the words that count. A digit is written thrice: «2-я линия» is not a misspelt «3-я линия»."""
    telling = [token for token in tokens if token not in NOISE and (len(token) > 1 or token.isdigit())]
    return " ".join(sorted(_spelled(token) for token in telling or tokens))


def _spelled(token: str) -> str:
    number = _NUMBER.match(token)
    return "".join(digit * 3 for digit in number[0]) if number else token


_NUMBER = re.compile(r"\d+")
_ORDINAL = re.compile(r"\d+(?:й|я|е|го|ая|ый|ой)")


def short_key(name: str) -> str | None:
    """Give the last word of a longer street name: people say «Чкалова» for «улица Валерия Чкалова»."""
    rest = [token for token in words(normal(name)) if token not in _STREET_KIND]
    numbered = any(token[0].isdigit() for token in rest)  # «50 лет Октября» is not «25 Октября»
    return rest[-1] if len(rest) > 1 and len(rest[-1]) > 3 and not numbered else None


Parts = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked for: parts between commas, each a list of words; the district if one was named."""

    parts: Parts
    district: str | None


LONGEST = 120
"""Letters of a query that are read: a longer one is no address, and its cost must stay bounded."""


def read(text: str) -> Query:
    """Take a query apart: region and house number go, the district is set aside."""
    plain = _REGION.sub(" ", normal(text[:LONGEST]))
    found = _DISTRICT.search(plain)
    plain = _DISTRICT.sub(",", plain)
    plain = _HOUSE.sub(" ", plain)
    plain = _NUMBER_LAST.sub("", plain.strip(" ,."))
    parts = (tuple(words(part)) for part in plain.split(","))
    return Query(parts=tuple(part for part in parts if part), district=found[1] if found else None)


def without_numbers(parts: Parts) -> Parts:
    """Leave house numbers, not «2-я», out wherever they stand; nothing when there is none, or nothing but numbers."""
    bare = (tuple(word for word in part if not word[0].isdigit() or _ORDINAL.fullmatch(word)) for part in parts)
    kept = tuple(part for part in bare if part)
    return () if kept == parts else kept


def same_district(said: str, known: str) -> bool:
    """Compare districts by their stem: «Гатчинский», «гатчинского района», «Гатчинский муниципальный район»."""
    stem = re.sub(r"(ий|ый|ой|ого)$", "", normal(said).split(" ")[0])
    return normal(known).startswith(stem)
