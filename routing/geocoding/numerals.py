"""Numbers written in words: «двадцать пятого октября», «первая линия», «пятьдесят лет октября»."""

import re

_ONES = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9,
    "десят": 10, "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15,
    "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18, "девятнадцат": 19,
}  # fmt: skip
_ROUND = {"двадцат": 20, "тридцат": 30, "сороков": 40, "пятидесят": 50, "шестидесят": 60, "семидесят": 70}
_CARDINALS = {
    "один": 1, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70,
    "восемьдесят": 80, "девяносто": 90, "сто": 100,
}  # fmt: skip
_STEMS = "|".join(sorted([*_ONES, *_ROUND], key=len, reverse=True))
_ORDINAL = re.compile(rf"({_STEMS})(?:ая|ый|ой|ое|ого|ому|ом|ую|ым|ье|ья|ий|ьего|ьей|ью|ьем)")


def in_digits(words: list[str]) -> list[str]:
    """Write the numbers among words in digits; tens and ones that follow each other are one number."""
    found: list[str] = []
    open_until = 0  # ones may follow a number of tens
    for word in words:
        value = _value(word)
        if value is not None and value < open_until:
            found[-1] = str(int(found[-1]) + value)
        else:
            found.append(word if value is None else str(value))
        open_until = _room(word)
    return found


def _value(word: str) -> int | None:
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal:
        return _ONES.get(ordinal[1]) or _ROUND.get(ordinal[1])
    return _CARDINALS.get(word)


def _room(word: str) -> int:
    """Give what must stay below the number that completes this one: 10 after «двадцать», 100 after «сто»."""
    value = _CARDINALS.get(word, 0)
    if value >= 100:
        return 100
    return 10 if value >= 20 else 0
