"""Russian place names as people type them, brought to one form that can be compared."""

import re
from dataclasses import dataclass

from routing.geocoding.numerals import in_digits
from routing.geocoding.vocabulary import ALIASES, NOISE, SETTLEMENT_KIND, STREET_KIND

_NUMBERED = r"(?:д|дом|дома|доме|уч|участок)\.?\s*№?\s*(?P<named>\d+\s*[а-я]?(?![а-я])(?:[/-]\d+[а-я]?)?)"
_BLOCK = r"\b(?P<kind>к|корп|корпус|стр|строение)\.?\s*№?\s*(?P<block>\d+[а-я]?)\b"
_HOUSE, _HOUSE_BLOCK = re.compile(rf"\b{_NUMBERED}"), re.compile(_BLOCK)
_INSIDE = re.compile(
    r"\b(?:кв|квартира|под|подъезд|эт|этаж|домофон|оф|офис|пом|помещение|лит|литер|литера)\.?\s*№?\s*\d+\w*"
    r"|\b(?:лит|литер|литера)\.?\s*[«\"]?[а-я]\b[»\"]?"
    r"|\b\d+\s*-?\s*(?:й\s*)?(?:подъезд|этаж)\b"
    r"|(?<!\d)\d{6}(?!\d)"
)
_REGION = re.compile(r"\b(?:лен(?:инградск(?:ая|ой))?\.?\s*обл(?:асть|асти)?\.?|ло|россия|рф)(?=[\s,]|$)")
_DISTRICT = re.compile(
    r"([\w-]+(?:ий|ый|ой|ого|ом|ому))\s+(?:муниципальн\w+\s+)?(?:р-?н|район)(?:а|е|у)?\b\.?"
    r"|\b(?:р-?н|район)\.?\s+([\w-]+(?:ий|ый|ой))\b"
)
_NUMBER_LAST = re.compile(
    r"(?<=\S)(?<!линия)(?<!лин\.)(?<!квартал)(?<!№)(?<!номер)[\s,]+(?P<last>\d+\s?[а-я]?(?:[/-]\d+[а-я]?)?(?:\s?[кс]\s?\d+)?)\s*$"
)
_ORDINAL = re.compile(r"\d+(?:й|я|е|го|ая|ый|ой)")
_NUMBER = re.compile(r"\d+")
_DOTTED = re.compile(r"\b(г|р|м)\s*[.-]\s*(п|н)\b\.?")
Parts = tuple[tuple[str, ...], ...]
LONGEST = 120
"""Letters of a query that are read: a longer one is no address, and its cost must stay bounded."""


def normal(text: str) -> str:
    """Lower case, `ё` as `е`, one kind of dash and blank."""
    text = text.lower().replace("ё", "е").replace("—", "-").replace("–", "-")
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """Words of a normal text; `1-я` and `пр-т` are one word each, «двадцать пятого» is `25`."""
    joined = re.sub(r"(\w)-(я|й|е|го|ая|ый|ой|т|д|р|н|кт)\b", r"\1\2", text)
    return in_digits(re.findall(r"[^\W_]+", joined))


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a name that tell it apart, sorted, and what kind of thing it says it is."""

    key: str
    kind: str | None


def street_name(tokens: list[str]) -> Name:
    """Split off the kind (`ул.`), wherever it stands, and sort the rest, so that word order does not matter."""
    kinds = [STREET_KIND[token] for token in tokens if token in STREET_KIND]
    rest = [token for token in tokens if token not in STREET_KIND]
    # «Набережная улица», «Площадь»: here the kind is the name
    rest = rest or [kind for kind in kinds if kind != "улица"]
    kind = next((kind for kind in kinds if kind != "улица"), None) or next(iter(kinds), None)
    return Name(key=_key(rest), kind=kind)


def settlement_name(tokens: list[str]) -> Name:
    """Split off the kind, which stands before the name or, shortened, behind it: «Красное Село» is a name."""
    kind = None
    tokens = _without_noise(tokens)
    if len(tokens) > 1 and tokens[0] in SETTLEMENT_KIND:
        kind, tokens = SETTLEMENT_KIND[tokens[0]], tokens[1:]
    elif len(tokens) > 1 and tokens[-1] in SETTLEMENT_KIND and len(tokens[-1]) <= 3:
        kind, tokens = SETTLEMENT_KIND[tokens[-1]], tokens[:-1]
    known = ALIASES.get(" ".join(tokens))
    return Name(key=_key(known.split() if known else tokens), kind=kind)


def _without_noise(tokens: list[str]) -> list[str]:
    """Leave «в» out before «городе Гатчина», but not «д», which may be «деревня»."""
    while len(tokens) > 1 and tokens[0] in NOISE and tokens[0] not in SETTLEMENT_KIND:
        tokens = tokens[1:]
    return tokens


def _key(tokens: list[str]) -> str:
    """Sort the words that count. A digit is written thrice: «2-я линия» is not a misspelt «3-я линия»."""
    telling = [token for token in tokens if token not in NOISE and (len(token) > 1 or token.isdigit())]
    return " ".join(sorted(_spelled(token) for token in telling or tokens))


def _spelled(token: str) -> str:
    number = _NUMBER.match(token)
    return "".join(digit * 3 for digit in number[0]) if number else token


def short_key(name: str) -> str | None:
    """Give the last word of a longer street name: people say «Чкалова» for «улица Валерия Чкалова»."""
    rest = [token for token in words(normal(name)) if token not in STREET_KIND]
    numbered = any(token[0].isdigit() for token in rest)  # «50 лет Октября» is not «25 Октября»
    return rest[-1] if len(rest) > 1 and len(rest[-1]) > 3 and not numbered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked for: parts between commas, each a list of words; the district and the house if named."""

    parts: Parts
    district: str | None
    house: str | None = None


def read(text: str) -> Query:
    """Take a query apart: the region goes, the district and the number of the house are set aside."""
    plain = _DOTTED.sub(r"\1\2 ", _REGION.sub(" ", normal(text[:LONGEST])))
    found = _DISTRICT.search(plain)
    plain = _INSIDE.sub(" ", _DISTRICT.sub(",", plain))
    house, block = _HOUSE.search(plain), _HOUSE_BLOCK.search(plain)
    plain = _HOUSE_BLOCK.sub(" ", _HOUSE.sub(" ", plain)).strip(" ,.")
    last = None if house else _NUMBER_LAST.search(plain)
    plain = plain if house else _NUMBER_LAST.sub("", plain)
    number = house["named"] if house else last["last"] if last else None
    return Query(
        parts=tuple(part for part in (tuple(words(part)) for part in plain.split(",")) if part),
        district=(found[1] or found[2]) if found else None,
        house=house_number(number + (f"{block['kind'][0]}{block['block']}" if block else "")) if number else None,
    )


def house_number(text: str) -> str:
    """Bring a house number to one form: «12 корп. 2», «12 К2» and «12к2» are one house, as are «5 лит. А» and «5а»."""
    plain = re.sub(r"\b(?:литера|литер|лит)\b|[«»\"№.]", "", normal(text))
    plain = re.sub(r"(?:строение|стр)(?=\s*\d)", "с", re.sub(r"(?:корпус|корп)(?=\s*\d)", "к", plain))
    return re.sub(r"[\s-]+", "", plain)


def without_numbers(parts: Parts) -> Parts:
    """Leave house numbers, not «2-я», out wherever they stand; nothing when there is none, or nothing but numbers."""
    bare = (tuple(word for word in part if not word[0].isdigit() or _ORDINAL.fullmatch(word)) for part in parts)
    kept = tuple(part for part in bare if part)
    return () if kept == parts else kept


def same_district(said: str, known: str) -> bool:
    """Compare districts by their stem: «Гатчинский», «гатчинского района», «Гатчинский муниципальный район»."""
    stem = re.sub(r"(ий|ый|ой|ого|ому|ом)$", "", normal(said).split(" ")[0])
    return bool(stem) and normal(known).startswith(stem)
