"""The sentences of planned transport, in Russian and English; part of the one catalogue."""

from collections.abc import Mapping
from types import MappingProxyType

from dispatch.domain.capability import CREW_CAPABILITY_RU

LACKING_RU: Mapping[str, str] = MappingProxyType(
    {
        "seats": "место сидя",
        "wheelchair": "место для коляски",
        "stretcher": "носилки",
        "oxygen": "кислород",
        **CREW_CAPABILITY_RU,
    }
)

TRANSPORT_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "transport-by-hand": (
            "бригаду {crew} назначил человек: {words}",
            "crew {crew} was chosen by a person: {words}",
        ),
        "transport-crew-taken": (
            "бригаду {crew} взял экстренный вызов {incident}: ищем другую",
            "crew {crew} was taken by emergency {incident}: another is being found",
        ),
        "transport-crew-off-line": (
            "бригада {crew} сошла с линии: ищем другую",
            "crew {crew} has left the line: another is being found",
        ),
        "transport-crew-set-aside": ("бригада выделена для перевозок", "the crew is set aside for transport"),
        "transport-crew-between-calls": (
            "бригада везёт между вызовами: до посадки пациента её могут взять на экстренный",
            "between calls: an emergency may take the crew until the patient is on board",
        ),
        "transport-adds-driving": (
            "добавляет к пути бригады {minutes} мин",
            "adds {minutes} min to the crew's driving",
        ),
        "transport-shares": ("едет вместе с {transports}", "shares the vehicle with {transports}"),
        "transport-waits-for-window": (
            "бригада ждёт начала окна или обещанного времени",
            "the crew waits for the window or the promised time",
        ),
        "transport-as-soon-as-there": ("как только бригада доедет", "as soon as the crew gets there"),
        "transport-slack": ("запас {minutes} мин", "{minutes} min to spare"),
        "transport-tight": ("запаса почти нет: {minutes} мин", "hardly any slack: {minutes} min"),
        "transport-late": (
            "опоздание {minutes} мин: раньше ни одна бригада не может",
            "{minutes} min late: no crew can come sooner",
        ),
        "transport-dearer": ("обошлась бы на {minutes} мин пути дороже", "would cost {minutes} min of driving more"),
        "transport-no-time": ("не успевает между своими перевозками", "has no time between its other transports"),
        "transport-lacks": ("не хватает: {what}", "lacks {what}"),
        "transport-no-crews": (
            "для перевозок не выделено ни одной бригады: выделите бригаду или назначьте вручную",
            "no crew does transport: set one aside, or choose one by hand",
        ),
        "transport-no-road": (
            "дороги между этими местами на карте нет: проверьте адреса",
            "no road joins these places: check the addresses",
        ),
        "transport-planned-later": ("план будет за сутки до поездки", "will be planned a day before"),
        "transport-window-passed": (
            "окно кончилось {minutes} мин назад: измените время или отмените",
            "the window ended {minutes} min ago: change the time, or cancel",
        ),
        "transport-no-way-there": (
            "поездка туда ({there}) не состоится, обратно везти некого",
            "the way there ({there}) is not served, so there is nobody to bring back",
        ),
        "transport-all-busy": ("все подходящие бригады в это время заняты", "every fitting crew is busy at that time"),
        "transport-window-too-tight": (
            "в это окно не успевает ни одна бригада, даже свободная",
            "no crew can make this window, even with nothing else to do",
        ),
        "transport-outside-shifts": (
            "поездка с возвращением не помещается в смену ни одной бригады",
            "the trip and the way back fit into no crew's shift",
        ),
        "transport-possible-later": (
            "получится, если окно продлить на {minutes} мин",
            "possible if the window ends {minutes} min later",
        ),
        "transport-needs-crew": (
            "нужна ещё одна бригада: и на четыре часа позже места нет",
            "needs one more crew: even four hours later there is no room",
        ),
    }
)

TRANSPORT_EVENTS_RU: Mapping[str, str] = MappingProxyType(
    {
        "TransportRequested": "перевозка заказана",
        "TransportPlanned": "план перевозок изменён",
        "TransportConfirmed": "перевозка подтверждена",
        "TransportAssigned": "бригада для перевозки назначена вручную",
        "TransportStepReached": "отметка бригады о перевозке",
        "TransportReopened": "перевозка осталась без бригады",
        "TransportCancelled": "перевозка отменена",
        "TransportUseSet": "изменено участие бригады в перевозках",
        "TransportLendingSet": "изменено правило о выделенных бригадах",
        "CrewLent": "выделенная бригада отдана экстренному вызову",
        "CrewSetAside": "бригада снова выделена для перевозок",
    }
)


def lacking_in_words(names: str) -> str:
    """Name in Russian what a crew lacks; `names` are parted by commas."""
    return ", ".join(LACKING_RU.get(name, name) for name in names.split(", "))
