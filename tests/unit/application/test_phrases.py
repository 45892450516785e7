"""Every reason and every event has its sentence, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from hypothesis import given

from dispatch.application.acceptance import BY_CREW
from dispatch.application.phrases import EVENTS_RU, HOSPITAL_WORDS, OBJECTIVE_TERMS, REASONS, say
from dispatch.domain.capability import CREW_CAPABILITY_RU, CrewCapability, HospitalCapability
from dispatch.domain.messages import Event
from dispatch.domain.recommendation import Reason
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.objective import TERMS
from tests.unit.policy.test_matching import Town, towns

DISPATCH = Path(__file__).parents[3] / "dispatch"
MODULES = [path for folder in ("domain", "policy", "application") for path in (DISPATCH / folder).rglob("*.py")]


def emitted(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Read out of a module's text each reason it can give: its code and the names of its figures."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            named.setdefault(node.target.id, []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
            given_ = {word.arg: word.value for word in node.keywords}
            params = frozenset(
                key.value
                for found in resolve(given_.get("params"), named)
                if isinstance(found, ast.Dict)
                for key in found.keys
                if isinstance(key, ast.Constant)
            )
            for code in codes(given_["code"], named):
                yield code, params


def resolve(value: ast.expr | None, named: dict[str, list[ast.expr]]) -> list[ast.expr]:
    if isinstance(value, ast.Name):
        return named[value.id]
    return [] if value is None else [value]


def codes(value: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    for found in resolve(value, named):
        if isinstance(found, ast.IfExp):
            yield from codes(found.body, named)
            yield from codes(found.orelse, named)
        elif isinstance(found, ast.Call):  # a choice out of a table of codes, which is its last argument
            yield from codes(found.args[-1], named)
        elif isinstance(found, ast.Dict):
            for word in found.values:
                yield from codes(word, named)
        else:
            assert isinstance(found, ast.Constant), ast.dump(found)
            yield str(found.value)


EMITTED = sorted({reason for path in MODULES for reason in emitted(path)}, key=lambda r: (r[0], sorted(r[1])))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_the_catalogue_has_a_sentence_for_each_reason_the_code_can_give_and_no_other() -> None:
    assert {code for code, _ in EMITTED} == REASONS.keys()
    assert BY_CREW in REASONS


@pytest.mark.parametrize(("code", "params"), EMITTED, ids=lambda value: value if isinstance(value, str) else "")
def test_the_figures_of_a_reason_are_those_of_its_sentences(code: str, params: frozenset[str]) -> None:
    russian, english = REASONS[code]
    assert places(russian) == places(english) == params


@pytest.mark.parametrize("code", REASONS)
def test_a_reason_is_said_in_russian_and_in_english(code: str) -> None:
    figures = {
        "minutes": 3.5,
        "seconds": 90.0,
        "crew": "2143",
        "incident": "x-1",
        "capability": "intensive",
        "ward": "stroke",
        "hospital": "crb",
        "base": "gatchina",
        "crews": 2.0,
        "site": "stadium",
        "equipment": "incubator",
        "words": "ok",
        "transports": "t1, t2",
        "there": "t1",
        "what": "stretcher, doctor",
        "vehicle_class": "C",
        "since": "14:05",
        "time": "14:20",
        "free": "2144",
        "wanted": 2.0,
    }
    reason = Reason(code=code, params={name: figures[name] for name in places(REASONS[code][0])})
    russian, english = say(reason), say(reason, "en")
    assert any("а" <= letter <= "я" for letter in russian.lower())
    assert not any("а" <= letter <= "я" for letter in english.lower())
    assert "{" not in russian + english
    if "minutes" in reason.params:
        assert "3,5" in russian
        assert "3.5" in english


@given(towns())
def test_every_reason_a_policy_gives_can_be_said(town: Town) -> None:
    for policy in (Nearest(), Matching()):
        for made in policy(town.situation, town.times).recommendations:
            for reason in (*made.reasons, *(r for option in made.options for r in option.reasons)):
                assert say(reason)
                assert say(reason, "en")


def test_every_term_of_the_objective_has_its_words() -> None:
    assert tuple(OBJECTIVE_TERMS) == TERMS


def test_every_event_has_its_words() -> None:
    assert EVENTS_RU.keys() == {kind.__name__ for kind in get_args(Event)}


def test_every_capability_and_ward_has_its_words() -> None:
    assert CREW_CAPABILITY_RU.keys() == set(CrewCapability)
    assert HOSPITAL_WORDS.keys() == set(HospitalCapability)
