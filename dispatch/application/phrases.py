"""The one catalogue of sentences: reason codes and event types in Russian and English.

A sentence is never glued together: each code has a whole sentence with places for its figures.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dispatch.application.transport_phrases import TRANSPORT_EVENTS_RU, TRANSPORT_REASONS, lacking_in_words
from dispatch.domain.capability import CREW_CAPABILITY_RU, HOSPITAL_CAPABILITY_RU
from dispatch.domain.equipment import EQUIPMENT_RU
from dispatch.domain.recommendation import Reason

HOSPITAL_WORDS: Mapping[str, str] = MappingProxyType(
    {capability.value: words for capability, words in HOSPITAL_CAPABILITY_RU.items()}
)

OBJECTIVE_TERMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "waiting": ("ожидание", "waiting"),
        "late": ("опоздание", "lateness"),
        "survival": ("выживаемость", "survival"),
        "fitness": ("пригодность", "fitness"),
        "cover": ("прикрытие", "cover"),
        "change": ("смена решения", "change of decision"),
        "distance": ("путь", "driving"),
    }
)
"""What the terms of the objective are called on the screens (`dispatch.policy.objective`)."""

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "nearest-by-road": (
            "ближайшая свободная по дорогам: {minutes} мин",
            "nearest free crew by road: {minutes} min",
        ),
        "nearest-though-driving": (
            "ближе всех по дорогам: {minutes} мин, хотя едет на другой вызов",
            "nearest by road: {minutes} min, though on its way to another call",
        ),
        "waits-for-crew": (
            "ждёт бригаду {crew}: освободится около {time}, доедет на {minutes} мин раньше, чем свободная {free}",
            "waits for crew {crew}: free at about {time}, there {minutes} min before the free crew {free}",
        ),
        "next-to-be-free": (
            "раньше других освободится бригада {crew}: около {time}, дорога {minutes} мин",
            "the next to be free is crew {crew}: at about {time}, {minutes} min away",
        ),
        "would-win-if-free-sooner": (
            "если бы бригада {crew} освободилась на {minutes} мин раньше, поехала бы она",
            "were crew {crew} free {minutes} min sooner, it would be sent",
        ),
        "nearer-kept": (
            "бригада {crew} ближе, но нужнее на вызове {incident}",
            "crew {crew} is nearer, but needed more at incident {incident}",
        ),
        "fits-better": (
            "подходит лучше, чем {crew}, хотя едет на {minutes} мин дольше",
            "fits better than {crew}, though {minutes} min later",
        ),
        "lacks-capability": ("нет нужного: {capability}", "lacks: {capability}"),
        "table-penalty": (
            "по таблице службы к доезду прибавлено {seconds} с",
            "the service's table adds {seconds} s to the arrival",
        ),
        "shift-ends-soon": ("смена кончается через {minutes} мин", "shift ends in {minutes} min"),
        "keeps-cover": (
            "{crew} ближе на {minutes} мин, но без неё округа останется неприкрытой",
            "crew {crew} is {minutes} min nearer, but its area would be left uncovered",
        ),
        "nearer-busy": (
            "{crew} ближе на {minutes} мин, но снимать её с вызова себе дороже",
            "crew {crew} is {minutes} min nearer, but taking it off its call would cost more",
        ),
        "nearer-but-cover": (
            "ближе на {minutes} мин, но нужнее там, где стоит",
            "{minutes} min nearer, but needed more where it stands",
        ),
        "nearer-but-busy": (
            "ближе на {minutes} мин, но едет на другой вызов",
            "{minutes} min nearer, but on its way to another call",
        ),
        "on-its-way-to": ("едет на вызов {incident}", "on its way to incident {incident}"),
        "diverted-from": ("снимается с вызова {incident}", "taken off incident {incident}"),
        "instead-of": ("вместо бригады {crew}: успеет раньше", "in place of crew {crew}: it will be there sooner"),
        "diverted-to": (
            "бригада направлена на более срочный вызов {incident}",
            "the crew was diverted to the more urgent incident {incident}",
        ),
        "replaced-by": (
            "бригада {crew} успеет раньше",
            "crew {crew} will be there sooner",
        ),
        "would-win-if-nearer": (
            "если бы бригада {crew} была на {minutes} мин ближе, поехала бы она",
            "were crew {crew} {minutes} min nearer, it would be sent",
        ),
        "standby-saves": (
            "на базе {base} следующий вызов области прождёт в среднем на {seconds} с меньше",
            "from {base} the region's next call waits {seconds} s less on average",
        ),
        "standby-finds": ("на базе {base} бригад сейчас: {crews}", "crews at {base} now: {crews}"),
        "standby-leaves": ("на базе {base} останется бригад: {crews}", "crews left at {base}: {crews}"),
        "post-short": (
            "{base}: свободных бригад {crews} из {wanted}, не хватает с {since}",
            "{base}: {crews} of {wanted} idle crews, short since {since}",
        ),
        "standby-shift-ends": (
            "смена кончается через {minutes} мин: пора домой",
            "the shift ends in {minutes} min: time to go home",
        ),
        "ordered-by-person": ("решение диспетчера: {words}", "the dispatcher's decision: {words}"),
        "specialists-follow": (
            "следом поедут специалисты: бригада {crew}, {minutes} мин",
            "specialists follow: crew {crew}, {minutes} min",
        ),
        "kept-for": ("оставлена для вызова {incident}", "kept for incident {incident}"),
        "arrives-later": ("приедет на {minutes} мин позже", "arrives {minutes} min later"),
        "as-near": ("едет столько же", "arrives at the same time"),
        "nearer-but": ("ближе на {minutes} мин, но подходит хуже", "{minutes} min nearer, but fits worse"),
        "no-road": (
            "до места нет дороги по карте: вызовите санавиацию или МЧС",
            "no road leads there: call the air ambulance or the rescue service",
        ),
        "nobody-free": (
            "нет свободной бригады, которая доедет и подходит: позвоните соседям или освободите бригаду",
            "no free crew can reach and serve: ask the neighbours or free a crew",
        ),
        "all-taken-by-more-urgent": (
            "все подходящие бригады нужны вызовам срочнее, или таким же срочным, до которых им ближе",
            "every fitting crew is needed by calls that are more urgent, or as urgent and nearer to it",
        ),
        "posture-saves": (
            "встать на базе «{base}», {minutes} мин езды: следующий вызов будет ждать на {seconds} с меньше",
            "stand at base “{base}”, {minutes} min away: the next call will wait {seconds} s less",
        ),
        "hospital-nearest": ("ближайший подходящий: {minutes} мин", "nearest: {minutes} min"),
        "hospital-nearest-capable": (
            "ближайший из тех, где есть всё нужное: {minutes} мин",
            "nearest that has what is needed: {minutes} min",
        ),
        "hospital-has": ("есть {ward}", "has {ward}"),
        "hospital-lacks": ("нет: {ward}", "lacks {ward}"),
        "no-hospital-has": (
            "нужно, но нет ни в одном доступном стационаре: {ward}",
            "needed, but no reachable hospital has it: {ward}",
        ),
        "no-hospital-by-road": (
            "ни до одного стационара нет дороги: вызовите санавиацию",
            "no road to any hospital: call the air ambulance",
        ),
        "hospital-by-crew": ("стационар выбрала бригада", "chosen by the crew"),
        "fewer-victims": (
            "пострадавших меньше, чем думали: столько бригад не нужно",
            "fewer victims than was thought: not so many crews are needed",
        ),
        "specialist-alone": (
            "специалисты уже едут первой бригадой: вторая не нужна",
            "the first crew are specialists already: no second one is needed",
        ),
        "neighbour-crew": ("бригада соседнего региона", "a crew of the neighbouring region"),
        "relieved-by": ("сменила бригада {crew}", "relieved by crew {crew}"),
        "supported-is-over": (
            "бригада, к которой вызывали, закончила вызов",
            "the crew that was to be helped has finished its call",
        ),
        "hospital-soonest-care": (
            "здесь помощь начнётся раньше всех: дорога {minutes} мин, есть ближе",
            "the care begins here first: {minutes} min by road, others are nearer",
        ),
        "hospital-queue": (
            "у приёмного очередь бригад: около {minutes} мин",
            "crews queue at the door: about {minutes} min",
        ),
        "hospital-preferred": ("по карте пациента лучше сюда: {ward}", "better for this patient: {ward}"),
        "hospital-not-preferred": ("хуже для этого пациента, нет: {ward}", "worse for this patient, lacks {ward}"),
        "hospital-closed": ("приём закрыт", "closed to ambulances"),
        "hospital-diverts": ("не принимает: {ward}", "on diversion: {ward}"),
        "hospital-full": ("нет свободных коек: {ward}", "no free bed: {ward}"),
        "care-later": ("помощь начнётся на {minutes} мин позже", "the care begins {minutes} min later"),
        "beyond-reach": (
            "дорога дольше {minutes} мин, отведённых до начала помощи",
            "the road is longer than the {minutes} min that the care may wait",
        ),
        "hold-out-at": (
            "если не довезти, ближайший стационар: «{hospital}», {minutes} мин",
            "if the patient may not hold out, the nearest hospital is “{hospital}”, {minutes} min",
        ),
        "instead-of-closed": ("вместо «{hospital}»: приём закрыт", "instead of “{hospital}”: closed to ambulances"),
        "instead-of-ward": (
            "вместо «{hospital}»: не принимает {ward}",
            "instead of “{hospital}”: does not take {ward}",
        ),
        "if-open": ("если бы «{hospital}» принимал, везли бы туда", "were “{hospital}” open, it would be chosen"),
        "if-ward-open": (
            "если бы в «{hospital}» принимали ({ward}), везли бы туда",
            "if “{hospital}” took patients ({ward}), it would be chosen",
        ),
        "if-care-sooner": (
            "если бы в «{hospital}» помощь началась на {minutes} мин раньше, везли бы туда",
            "if the care at “{hospital}” began {minutes} min sooner, it would be chosen",
        ),
        "air-meeting": (
            "санавиация: встреча на площадке «{site}», дальше вертолётом в «{hospital}»",
            "air ambulance: meet at “{site}”, then by helicopter to “{hospital}”",
        ),
        "air-sooner": (
            "помощь начнётся на {minutes} мин раньше, чем по дороге",
            "the care begins {minutes} min sooner",
        ),
        "air-only-way": ("по дороге ни до одного стационара не доехать", "no road leads to any hospital"),
        "air-abler": (
            "по дороге до стационара, где есть всё нужное, не доехать",
            "no road leads to a hospital that has all that is needed",
        ),
        "lacks-vehicle-class": ("нужна машина класса {vehicle_class}", "needs a vehicle of class {vehicle_class}"),
        "lacks-equipment": ("нет оборудования: {equipment}", "lacks equipment: {equipment}"),
        "break-covered": (
            "на время перерыва подстанцию прикрывает бригада {crew}: {minutes} мин",
            "crew {crew} covers the base meanwhile: {minutes} min",
        ),
        "break-overdue": (
            "последний срок перерыва: откладывать больше нельзя, хотя прикрытия рядом нет",
            "the latest moment for the break: it cannot wait longer, though nobody near covers the base",
        ),
        **TRANSPORT_REASONS,
    }
)

EVENTS_RU: Mapping[str, str] = MappingProxyType(
    {
        "RegionAdopted": "принят справочник региона",
        "PositionsSeen": "учтены положения бригад",
        "IncidentReported": "вызов принят",
        "RecommendationMade": "рекомендация",
        "CrewAssigned": "бригада назначена",
        "DestinationChosen": "выбран стационар",
        "MilestoneReached": "отметка бригады",
        "IncidentCancelled": "вызов отменён",
        "AssignmentWithdrawn": "бригада снята с вызова",
        "StandbyOffered": "предложен переезд",
        "StandbyOrdered": "переезд на точку дежурства",
        "StandbyDeclined": "переезд отклонён",
        "PostsCounted": "изменилось, на каких постах не хватает бригад",
        "CrewServiceChanged": "бригада снята с линии или возвращена",
        "FlagsNoted": "сведения из медкарты учтены",
        "ModeSet": "режим изменён",
        "WeightsChanged": "изменены дорожные условия",
        "ClosureSet": "поставлено перекрытие или затор",
        "ClosureLifted": "снято перекрытие или затор",
        "DutyRulesSet": "изменены правила перерывов",
        "BreakOffered": "предложен перерыв",
        "BreakDeclined": "перерыв отклонён",
        "BreakBegun": "перерыв начат",
        "BreakEnded": "перерыв закончен",
        "CrewChanged": "состав или машина бригады изменены",
        "CrewAdded": "добавлена временная бригада",
        "CrewRemoved": "бригада снята с расписания",
        "EquipmentNoted": "отмечено нужное оборудование",
        "HospitalReported": "сведения стационара о приёме",
        "AirReported": "сведения санавиации о готовности",
        "AirMeetingOffered": "предложена встреча с санавиацией",
        "AirMeetingDecided": "решено о встрече с санавиацией",
        "VictimsUpdated": "уточнено число пострадавших",
        "CrewAsked": "с места вызвали ещё бригаду",
        "PartWithdrawn": "дополнительная бригада больше не нужна",
        "HandedOver": "вызов передан другой бригаде",
        "IncidentsMerged": "объединены звонки об одном случае",
        "SceneClosed": "вызов закончен всеми бригадами",
        "PolicyFellBack": "оптимизатор не ответил, решено по ближайшей бригаде",
        **TRANSPORT_EVENTS_RU,
    }
)


def say(reason: Reason, language: str = "ru") -> str:
    """Put a reason into words. `language` is ru or en."""
    russian, english = REASONS[reason.code]
    if language == "en":
        return english.format(**{name: _english(value) for name, value in reason.params.items()})
    return russian.format(**{name: _russian(name, value) for name, value in reason.params.items()})


def _english(value: str | float) -> str:
    """Write a figure with a point; the codes of capabilities and wards are English already."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _russian(name: str, value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if name == "what":
        return lacking_in_words(value)
    words = {"capability": CREW_CAPABILITY_RU, "ward": HOSPITAL_WORDS, "equipment": EQUIPMENT_RU}.get(name, {})
    return words.get(str(value), str(value))
