"""Which codes make a red line on the card, and why. One row per reason; a lower rank stands higher.

The reasons are drugs and states that change what a crew may give or do; the code groups are from the WHO ATC/DDD index
and from ICD-10 (МКБ-10).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """Codes that begin so, of diagnoses (`icd10`) or drugs (`atc`), make this line."""

    rank: int
    text: str
    why: str
    icd10: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()
    critical: bool = True


ALLERGY_RANK = 10
ADVANCE_DIRECTIVE_RANK = 15
PREGNANCY_RANK = 20
PREGNANCY_TEXT = "Беременность"

RULES: tuple[AlertRule, ...] = (
    AlertRule(
        rank=30,
        text="Антикоагулянт",
        why="кровотечение, тромболизис противопоказан",
        atc=("B01AA", "B01AB", "B01AE", "B01AF"),
    ),
    AlertRule(rank=35, text="Антиагрегант", why="кровотечение", atc=("B01AC",), critical=False),
    AlertRule(rank=32, text="Диализ, ХБП 5", why="калий, объём, рука с фистулой", icd10=("Z99.2", "Z49", "N18.5")),
    AlertRule(rank=33, text="Гемофилия, нарушение свёртывания", why="кровотечение", icd10=("D66", "D67", "D68")),
    AlertRule(
        rank=34,
        text="Надпочечниковая недостаточность",
        why="криз: гидрокортизон",
        icd10=("E27.1", "E27.2", "E27.3", "E27.4", "E25", "E89.6"),
    ),
    AlertRule(rank=36, text="Кардиостимулятор, ИКД", why="ЭКГ, дефибрилляция", icd10=("Z95.0",)),
    AlertRule(rank=37, text="Протез клапана", why="антикоагулянт, эндокардит", icd10=("Z95.2", "Z95.3", "Z95.4")),
    AlertRule(rank=38, text="Домашний кислород или ИВЛ", why="целевая сатурация ниже", icd10=("Z99.1", "Z99.8")),
    AlertRule(rank=40, text="Инсулин", why="гипогликемия", atc=("A10A",)),
    AlertRule(rank=41, text="Сульфонилмочевина", why="затяжная гипогликемия", atc=("A10BB", "A10BD02")),
    AlertRule(rank=42, text="Эпилепсия", why="судороги", icd10=("G40", "G41")),
    AlertRule(rank=44, text="Химиотерапия", why="нейтропения, лихорадка опасна", atc=("L01",)),
    AlertRule(rank=45, text="Иммуносупрессия", why="инфекция течёт скрыто", atc=("L04",)),
    AlertRule(rank=50, text="Дигоксин", why="брадикардия, кальций", atc=("C01AA",)),
    AlertRule(rank=51, text="Антиаритмик", why="проаритмия, QT", atc=("C01B",)),
    AlertRule(rank=52, text="β-адреноблокатор", why="брадикардия, скрытый шок", atc=("C07",), critical=False),
    AlertRule(rank=53, text="Опиоид", why="угнетение дыхания", atc=("N02A",)),
    AlertRule(
        rank=54, text="Ингибитор МАО", why="взаимодействия: адреномиметики, опиоиды", atc=("N06AF", "N06AG", "N04BD")
    ),
    AlertRule(rank=55, text="Ингибитор ФДЭ-5", why="нитраты противопоказаны", atc=("G04BE",)),
)

CHEMOTHERAPY_DAYS = 30
"""A drug of L01 or L04 alerts when it was given, prescribed or still taken within so many days."""

PREGNANCY_ICD10 = (*(f"O{number:02}" for number in range(100)), "Z33", "Z34", "Z35")
PREGNANCY_DAYS = 300
"""A diagnosis of pregnancy that is older says nothing of today: terms end, and records are not always closed."""

CARDIOVASCULAR_ICD10 = (
    *(f"I{number}" for number in (20, 21, 22, 24, 25, 42, 48, 50, 60, 61, 63, 64)), "Z95.1", "Z95.5",
)  # fmt: skip
ONCOLOGY_ICD10 = tuple(f"C{number:02}" for number in range(98))


def rules_for(code: str, *, drug: bool) -> tuple[AlertRule, ...]:
    """Rules that this ATC or ICD-10 code meets."""
    return tuple(rule for rule in RULES if code.upper().startswith((rule.atc if drug else rule.icd10) or ("\0",)))
