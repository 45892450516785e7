"""One text, typed otherwise: on the wrong keyboard layout, in Latin letters, in letters of both alphabets."""

import re
from collections.abc import Iterator

from routing.geocoding.vocabulary import ENGLISH

KEYS_EN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~?/#"
KEYS_RU = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ,.№"
_TO_RUSSIAN_KEYS, _TO_LATIN_KEYS = str.maketrans(KEYS_EN, KEYS_RU), str.maketrans(KEYS_RU[:66], KEYS_EN[:66])
_LOOKS_LIKE = str.maketrans("aceopxykmthbABCEHKMOPTXy", "асеорхукмтнвАВСЕНКМОРТХу")
_LATIN, _CYRILLIC = re.compile(r"[a-z]", re.IGNORECASE), re.compile(r"[а-яё]", re.IGNORECASE)
TRANSLITERATED, BACKWARDS = 0.97, 0.93
"""Belief in a spelling that had to be guessed; the layout of the keys leaves nothing to guess."""
SHORTEST = 4
_SOUNDS = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("tz", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yo", "е"), ("jo", "е"), ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"), ("ye", "е"),
    ("iya", "ия"), ("ia", "ия"), ("yy", "ый"), ("iy", "ий"), ("ij", "ий"), ("yj", "ый"), ("ck", "к"), ("ph", "ф"),
    ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"),
    ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "ы"), ("z", "з"), ("'", "ь"),
)  # fmt: skip
"""Latin → Cyrillic: GOST 7.79, BGN/PCGN and what people make of them."""
_SOUND = re.compile("|".join(sorted((latin for latin, _ in _SOUNDS), key=len, reverse=True)))
_OF_SOUND = dict(_SOUNDS)


def spellings(text: str) -> Iterator[tuple[str, float]]:
    """Give what may have been meant, likeliest first, and how likely 0…1: the text itself, or its Cyrillic."""
    text = " ".join(_one_alphabet(word) for word in text.split())
    if not _LATIN.search(text):
        yield text, 1.0
        return
    yield " ".join(retyped(word) for word in text.split()), 1.0
    yield transliterated(text), TRANSLITERATED


def backwards(text: str) -> tuple[str, float] | None:
    """Read a text meant in Latin letters but typed with the Russian layout on: «пфесрштф» is Gatchina."""
    latin = text.translate(_TO_LATIN_KEYS)
    if _LATIN.search(text) or len(re.sub(r"[^a-z]", "", latin.lower())) < SHORTEST:
        return None
    return transliterated(latin), BACKWARDS


def retyped(text: str) -> str:
    """Read Latin text as the same keys of the Russian layout: `dsjhu` is `выборг`."""
    return text.translate(_TO_RUSSIAN_KEYS) if _LATIN.search(text) and not _CYRILLIC.search(text) else text


def transliterated(text: str) -> str:
    """Write Latin text in Cyrillic by its sounds, and the English words of an address in Russian."""
    return re.sub(r"[a-z][a-z']*", lambda word: ENGLISH.get(word[0]) or _by_sound(word[0]), text.lower())


def _by_sound(word: str) -> str:
    word = re.sub(r"(?<=[kgh])y$", "iy", word)
    word = re.sub(r"(?<=[^aeiouykgh])y$", "yy", word)
    word = re.sub(r"(?<=[aeiou])y(?![aeou])", "j", word)
    return _SOUND.sub(lambda sound: _OF_SOUND[sound[0]], word)


def _one_alphabet(word: str) -> str:
    """Replace Latin letters that look like Cyrillic ones in a word that has both."""
    return word.translate(_LOOKS_LIKE) if _LATIN.search(word) and _CYRILLIC.search(word) else word
