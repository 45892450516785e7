"""Russian names in Latin letters, for the English sentences: BGN/PCGN 1947, without its apostrophes."""

from functools import lru_cache

_LETTERS = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "д": "d",
    "е": "e",
    "ё": "e",
    "ж": "zh",
    "з": "z",
    "и": "i",
    "й": "y",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ы": "y",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
}
_AFTER = "аеёиоуыэюяйьъ"
"""After one of these, and at the beginning of a word, е and ё begin with a sound of their own."""


@lru_cache(maxsize=4096)
def romanized(text: str) -> str:
    """Write Cyrillic letters in Latin ones, and leave everything else as it is."""
    before = (None, *text[:-1])
    return "".join(_latin(letter, last) for letter, last in zip(text, before, strict=True))


def _latin(letter: str, before: str | None) -> str:
    small = letter.lower()
    if small not in _LETTERS:
        return letter
    opens = before is None or before.lower() in _AFTER or not before.isalpha()
    latin = "y" + _LETTERS[small] if small in "её" and opens else _LETTERS[small]
    return latin if letter == small else latin.capitalize()
