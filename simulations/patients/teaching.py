"""Hand-written patients, one lesson each, with numbers that never change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from simulations.patients import codes
from simulations.patients.person import DemoPerson, person
from simulations.patients.resources import Chart, Resource, basics, concept

Lesson = Callable[[Chart], Sequence[Resource]]

PENICILLIN = concept(codes.ATC, "J01CE", "Бензилпенициллин")


def penicillin(chart: Chart) -> Sequence[Resource]:
    """Anaphylaxis to penicillin."""
    return (
        *basics(chart),
        chart.allergy(PENICILLIN, reaction="анафилактический шок"),
        chart.condition("J45.0", "Бронхиальная астма, преимущественно аллергическая"),
        chart.relative("Лебедев Олег Игоревич (учебный)", "HUSB", "муж"),
    )


def known_absent(chart: Chart) -> Sequence[Resource]:
    """Allergies were asked for, and there are none."""
    return (*basics(chart), chart.no_known_allergies(), chart.condition("I10", "Гипертоническая болезнь"))


def warfarin(chart: Chart) -> Sequence[Resource]:
    """Warfarin for a mechanical valve."""
    return (
        *basics(chart),
        chart.condition("I48.2", "Постоянная фибрилляция предсердий"),
        chart.condition("Z95.2", "Наличие протеза сердечного клапана"),
        chart.takes("B01AA03", "Варфарин", "5 мг 1 раз в день"),
        chart.takes("C07AB07", "Бисопролол", "5 мг утром"),
        chart.result("6301-6", "МНО", 3.4, "", days=9),
        chart.conclusion("8601-7", "ЭКГ", "фибрилляция предсердий, 78 в мин", days=40),
    )


def pregnant(chart: Chart) -> Sequence[Resource]:
    """34 weeks, high risk."""
    return (
        *basics(chart),
        chart.registered("pregnancy", "Регистр беременных", days=180),
        chart.flag("high-risk-pregnancy", "Высокий перинатальный риск"),
        chart.due(34),
        chart.condition("O13", "Гестационная гипертензия", days=30),
        chart.contact("AMB", "O13", "Гестационная гипертензия", days=6),
    )


def infarct(chart: Chart) -> Sequence[Resource]:
    """An infarct with a stent last year, two antiplatelet drugs."""
    return (
        *basics(chart),
        chart.registered("cardiovascular", "Инфаркт миокарда со стентированием", days=210),
        chart.condition("I25.2", "Перенесённый инфаркт миокарда", days=210),
        chart.condition("Z95.5", "Стент коронарной артерии", days=210),
        chart.takes("B01AC06", "Ацетилсалициловая кислота", "75 мг"),
        chart.prescribed("B01AC04", "Клопидогрел", "75 мг"),
        chart.takes("C07AB02", "Метопролол", "50 мг 2 раза в день"),
        chart.result("10230-1", "Фракция выброса", 42, "%", days=120),
        chart.contact("IMP", "I21.1", "Острый инфаркт нижней стенки", days=210),
        chart.contact("EMER", "I20.0", "Нестабильная стенокардия", days=45),
    )


def oncology(chart: Chart) -> Sequence[Resource]:
    """Chemotherapy two weeks ago."""
    return (
        *basics(chart),
        chart.registered("oncology", "Онкологический регистр", days=300),
        chart.condition("C50.4", "Рак молочной железы", days=300),
        chart.takes(
            "L01DB01",
            "Доксорубицин",
            status="completed",
            effectivePeriod={"start": chart.ago(14), "end": chart.ago(14)},
        ),
        chart.result("718-7", "Гемоглобин", 92, "г/л", days=12),
    )


def dialysis(chart: Chart) -> Sequence[Resource]:
    """Haemodialysis three times a week."""
    return (
        *basics(chart),
        chart.condition("N18.5", "Хроническая болезнь почек, стадия 5"),
        chart.condition("Z99.2", "Зависимость от диализа"),
        chart.result("2823-3", "Калий", 5.9, "ммоль/л", days=3),
        chart.result("14682-9", "Креатинин", 780, "мкмоль/л", days=3),
    )


def epilepsy(chart: Chart) -> Sequence[Resource]:
    """A child with epilepsy."""
    return (
        *basics(chart),
        chart.condition("G40.3", "Генерализованная эпилепсия"),
        chart.takes("N03AG01", "Вальпроевая кислота", "300 мг 2 раза в день"),
        chart.relative("Морозова Дарья Олеговна (учебная)", "MTH", "мать"),
    )


def mistaken_allergy(chart: Chart) -> Sequence[Resource]:
    """An allergy that was entered in error."""
    wrong = concept(codes.ALLERGY_VERIFICATION, "entered-in-error")
    mistaken = chart.allergy(PENICILLIN, reaction="сыпь", verificationStatus=wrong)
    del mistaken["clinicalStatus"]  # R4 forbids a clinical status on what was never so
    return (*basics(chart), mistaken, chart.condition("K25.7", "Язва желудка"))


def restricted(chart: Chart) -> Sequence[Resource]:
    """A diagnosis and a drug that are closed without break-glass."""
    return (
        *basics(chart),
        chart.condition("F20.0", "Параноидная шизофрения"),
        chart.condition("I10", "Гипертоническая болезнь"),
        chart.takes("N05AD01", "Галоперидол", "5 мг"),
        chart.takes("C09AA02", "Эналаприл", "10 мг"),
        chart.contact("AMB", "F20.0", "Параноидная шизофрения", days=20),
    )


def home_pressure(chart: Chart) -> Sequence[Resource]:
    """A home blood-pressure monitor, and insulin."""
    readings = ((168, 96), (155, 92), (161, 94), (149, 88), (172, 99))
    return (
        *basics(chart),
        chart.condition("I11.9", "Гипертоническая болезнь с поражением сердца"),
        chart.condition("E11.9", "Сахарный диабет 2 типа"),
        chart.takes("A10AE04", "Инсулин гларгин", "20 ЕД вечером"),
        *(chart.home_bp(high, low, days=days) for days, (high, low) in enumerate(readings)),
        chart.result("4548-4", "Гликированный гемоглобин", 8.1, "%", days=50),
    )


def ai_flag(chart: Chart) -> Sequence[Resource]:
    """A hint of an AI on a chest CT."""
    return (
        *basics(chart),
        chart.ai_hint("КТ органов грудной клетки", "признаки очага 9 мм, S6 справа", days=35),
        chart.condition("J44.9", "Хроническая обструктивная болезнь лёгких"),
    )


def unknown_codes(chart: Chart) -> Sequence[Resource]:
    """Codes and statuses that nobody knows: shown raw."""
    strange = chart.condition("I10", "Гипертоническая болезнь", code=concept("urn:local:mis", "ГБ-2", "ГБ II ст."))
    return (
        *basics(chart),
        strange,
        chart.allergy(
            concept("urn:local:mis", "NOV", "Новокаин"), clinicalStatus=concept("urn:local:mis", "предположительно")
        ),
        chart.flag("violence", "Агрессия к персоналу", system="urn:local:mis"),
    )


def nothing(chart: Chart) -> Sequence[Resource]:
    """A patient without a single record: «записей нет»."""
    return (chart.patient(),)


def merged(chart: Chart) -> Sequence[Resource]:
    """Two records of one person; the older says which one lives."""
    old = chart.patient(
        active=False, link=[{"other": {"reference": f"Patient/{chart.person.id}"}, "type": "replaced-by"}]
    )
    old["id"] = f"{chart.person.id}-old"
    return (*basics(chart), old, chart.allergy(PENICILLIN, reaction="крапивница", criticality="low"))


TABLE: Sequence[tuple[str, str, str, Lesson, str]] = (
    ("Лебедева Анна Сергеевна", "1988-03-14", "Гатчина", penicillin, "анафилаксия на пенициллин"),
    ("Громов Пётр Ильич", "1975-11-02", "Тосно", known_absent, "аллергии не выявлены, записано врачом"),
    ("Соколов Виктор Павлович", "1951-06-21", "Выборг", warfarin, "варфарин, протез клапана"),
    ("Орлова Мария Дмитриевна", "1996-09-05", "Всеволожск", pregnant, "беременность 34 нед., высокий риск"),
    ("Беляев Николай Фёдорович", "1960-02-28", "Кириши", infarct, "инфаркт и стент"),
    ("Зимина Ольга Петровна", "1963-07-19", "Сосновый Бор", oncology, "химиотерапия 2 недели назад"),
    ("Карпов Игорь Андреевич", "1969-12-30", "Волхов", dialysis, "гемодиализ"),
    ("Морозов Артём Денисович", "2018-04-11", "Кингисепп", epilepsy, "ребёнок с эпилепсией"),
    ("Никитина Елена Олеговна", "1982-05-17", "Тихвин", known_absent, "один СНИЛС на двоих: неоднозначно"),
    ("Никитин Егор Ильич", "1979-08-08", "Тихвин", penicillin, "один СНИЛС на двоих: неоднозначно"),
    ("Фролова Вера Николаевна", "1958-01-25", "Луга", merged, "две записи, старая заменена новой"),
    ("Дорофеев Иван Кузьмич", "1947-10-10", "Приозерск", mistaken_allergy, "аллергия внесена ошибочно"),
    ("Тихонов Роман Олегович", "1990-02-03", "Сланцы", restricted, "закрытый диагноз"),
    ("Степанова Галина Ивановна", "1955-04-29", "Лодейное Поле", home_pressure, "домашний тонометр, инсулин"),
    ("Ершов Леонид Маркович", "1957-12-12", "Подпорожье", ai_flag, "подсказка ИИ по КТ"),
    ("Жукова Инна Борисовна", "1971-03-08", "Кировск", unknown_codes, "неизвестные коды: «проверьте»"),
    ("Осипов Глеб Романович", "2001-07-07", "Бокситогорск", nothing, "в записи ничего нет"),
)
"""Name, birth date, town, lesson and what it teaches. The place in the table makes the numbers: append only."""

SNILS_OF_BOTH = (9, 10)
"""Numbers, counted from one, of two people who were given one СНИЛС."""


def _people() -> Mapping[DemoPerson, Lesson]:
    people = [person(number, *row[:3], special=row[4]) for number, row in enumerate(TABLE, start=1)]
    first, second = (number - 1 for number in SNILS_OF_BOTH)
    people[second] = replace(people[second], snils=people[first].snils)
    return dict(zip(people, (row[3] for row in TABLE), strict=True))


LESSONS = _people()


def teaching_records(today: date) -> Sequence[Resource]:
    """The records of all lessons."""
    return tuple(resource for who, lesson in LESSONS.items() for resource in lesson(Chart(person=who, today=today)))
