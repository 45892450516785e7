"""[[post_hours]] and `keep_posts`: how many crews which post is to have at which hour."""

from dispatch.domain.ids import StationId
from dispatch.domain.places import Certainty
from dispatch.domain.posts import Hardness, PostHours, weekdays_of
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys

MOST_CREWS = 100
KEYS = ("id", "weekdays", "from", "until", "crews", "hardness")
SOURCE = "сценарий"


def read_post_hours(keys: ScenarioKeys, draft: Draft) -> tuple[PostHours, ...]:
    """Read the hours; those of a post that the scenario names stand in the place of the region's own.

    A post that the scenario has removed has no hours any more.
    """
    region = draft.region()
    bases = {str(base) for base in region.bases}
    written = tuple(hours for path in keys.rows("post_hours") if (hours := _hours(keys, path, bases)) is not None)
    named = {hours.post for hours in written}
    kept = tuple(hours for hours in region.posts if hours.post not in named)
    return (*kept, *written) if keys.flag("keep_posts", default=True) else ()


def _hours(keys: ScenarioKeys, path: str, bases: set[str]) -> PostHours | None:
    keys.only(path, KEYS)
    name = keys.text(f"{path}.id")
    if name and name not in bases:
        keys.unknown(f"{path}.id", name, bases, "такой базы нет")
    weekdays = weekdays_of(keys.text_or(f"{path}.weekdays", "1-7"))
    if weekdays is None:
        keys.wrong(
            f"{path}.weekdays", f"«{keys.raw(f'{path}.weekdays')}»: нужны дни недели, 1 понедельник: 1-5 или 6;7"
        )
    found = PostHours(
        post=StationId(name),
        weekdays=weekdays or frozenset({1}),
        from_s=_clock_s(keys, f"{path}.from"),
        until_s=_clock_s(keys, f"{path}.until"),
        crews=max(keys.whole_or(f"{path}.crews", 1, 1, MOST_CREWS), 1),
        hardness=Hardness(keys.one_of(f"{path}.hardness", [*Hardness], Hardness.SHOULD)),
        source=keys.text_or(f"{path}.source", SOURCE),
        certainty=Certainty.ASSUMED,
    )
    return found if name in bases else None


def _clock_s(keys: ScenarioKeys, path: str) -> float:
    """Return a time of day; without both ends the hours are the whole day."""
    return keys.time_of_day_s(path) if keys.given(path) else 0.0
