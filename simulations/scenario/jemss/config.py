"""The XML of a simulation (simConfig) or of a generator (genConfig), and the files that they name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from simulations.scenario.errors import ImportImpossible
from simulations.scenario.jemss.expression import evaluate
from simulations.scenario.jemss.tables import read_tables

SIMULATION, GENERATOR = "simConfig", "genConfig"
PACKAGE, CONFIG_FOLDER = "$jemssDir", "$configFileDir"
TABLE_FILES = {
    "ambulances": "ambulances",
    "hospitals": "hospitals",
    "stations": "stations",
    "map": "map",
    "priorities": "priorities",
    "travelModes": "travel",
    "nodes": "nodes",
}
"""First table of a CSV → what the file is, for folders without a simConfig."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """A genConfig: what is to be drawn, and from what."""

    path: Path
    root: ET.Element

    @property
    def output(self) -> Path:
        """Where JEMSS would write what it generates."""
        return resolved(self.text("outputPath"), self.path.parent)

    @property
    def makes_everything(self) -> bool:
        """Whether it generates the city too, not only its calls."""
        return self.text("mode") == "all"

    def text(self, tag: str) -> str:
        """Return the text of the first element of that name; empty when there is none."""
        return (self.root.findtext(f".//{tag}") or "").strip()

    def has(self, tag: str) -> bool:
        """Whether something is written there."""
        return bool(self.text(tag))

    def value(self, tag: str) -> Any:
        """Return a number, an array or a distribution. Raises `ImportImpossible` naming the element."""
        try:
            return evaluate(self.text(tag))
        except ImportImpossible as impossible:
            raise ImportImpossible([f"{self.path.name} поле {tag}: {each}" for each in impossible.findings]) from None

    def number(self, tag: str, default: float) -> float:
        """Return a number, or the default where nothing is written."""
        return float(self.value(tag)) if self.has(tag) else default


@dataclass(slots=True, kw_only=True)
class Config:
    """What an import begins with: `files` that exist, the `generator` of what they lack, the `caller` of the calls."""

    path: Path
    files: dict[str, Path] = field(default_factory=dict)
    generator: Generator | None = None
    caller: Generator | None = None
    decision: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_config(path: Path) -> Config:
    """Read a simConfig, a genConfig, or a folder of files that say what they are. Raises `ImportImpossible`."""
    if path.is_dir():
        return _folder(path)
    root = _root(path)
    if root.tag == GENERATOR:
        return _of_generator(path, Generator(path=path, root=root))
    if root.tag == SIMULATION:
        return _of_simulation(path, root)
    raise ImportImpossible([f"{path.name}: корень <{root.tag}>, нужно <{SIMULATION}> или <{GENERATOR}>"])


def resolved(name: str, folder: Path) -> Path:
    """Return the path of a file that an XML names, seen from its folder.

    ``$jemssDir`` is not known here: the longest tail of the path that is found above the folder stands in.
    """
    if name.startswith(CONFIG_FOLDER):
        return folder / name.removeprefix(CONFIG_FOLDER).lstrip("/")
    if not name.startswith(PACKAGE):
        return folder / name
    parts = name.removeprefix(PACKAGE).strip("/").split("/")
    tails = (Path(*parts[begin:]) for begin in range(len(parts)))
    found = (above / tail for tail in tails for above in folder.parents if (above / tail).parent.is_dir())
    return next((each for each in found if len(each.relative_to(each.anchor).parts) > 1), folder / parts[-1])


def _root(path: Path) -> ET.Element:
    try:
        text = path.read_text(encoding="utf-8")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise ImportImpossible([f"{path.name}: XML со своими сущностями (DOCTYPE) не читается"])
        return ET.fromstring(text)  # noqa: S314 (entities are refused above)
    except (OSError, UnicodeDecodeError, ET.ParseError) as error:
        raise ImportImpossible([f"{path.name}: не читается как XML: {error}"]) from error


def _of_generator(path: Path, generator: Generator) -> Config:
    config = Config(path=path, generator=generator, caller=generator)
    if not generator.makes_everything:
        config.notes.append("конфигурация задаёт только вызовы: подстанция одна, бригада одна, в середине карты")
    return config


def _of_simulation(path: Path, root: ET.Element) -> Config:
    config = Config(path=path, decision=dict(_decision(root)))
    folder = resolved(root.findtext("inputPath") or "", path.parent).resolve()
    for element in root.find("simFiles") or ():
        name = (element.text or "").strip()
        named = resolved(name, path.parent if name.startswith("$") else folder).resolve()  # past a folder not made yet
        if named.is_file():
            config.files[element.tag] = named
    beside = folder.parent / "gen_config.xml"
    config.generator = Generator(path=beside, root=_root(beside)) if beside.is_file() else None
    own = config.files.pop("callGenConfig", None)
    config.caller = config.generator if own is None else Generator(path=own, root=_root(own))
    return config


def _decision(root: ET.Element) -> Iterator[tuple[str, str]]:
    for tag in ("callQueueing", "dispatch"):
        yield tag, (root.findtext(f".//decision/{tag}") or "").strip()
    module = (root.findtext(".//decision/moveUp/module") or "none").strip()
    yield "moveUp", module
    for element in root.findall(".//decision/moveUp/*/*"):
        yield f"moveUp_{element.tag}", (element.text or "").strip()


def _folder(path: Path) -> Config:
    """Take the files by the name of their first table; of several of one kind, the first by path."""
    config = Config(path=path)
    for file in sorted(path.rglob("*.csv")):
        kind = TABLE_FILES.get(next(iter(read_tables(file)), ""))
        if kind is not None and kind not in config.files:
            config.files[kind] = file
            config.notes.append(f"{kind}: взят файл {file.relative_to(path)}")
    generators = sorted(path.rglob("gen_config*.xml"))
    if generators:
        config.generator = config.caller = Generator(path=generators[0], root=_root(generators[0]))
        config.notes.append(f"вызовы: взят файл {generators[0].relative_to(path)}")
    return config


def statistics(config: Config) -> Mapping[str, str]:
    """Return the warm-up and the counted periods beside the configuration; nothing where none are written."""
    named = config.files.get("statsControl")
    beside = config.caller.path.parent / "stats_control.csv" if config.caller else None
    file = named or (beside if beside is not None and beside.is_file() else None)
    return next(iter(read_tables(file).get("params", ())), {}) if file else {}
