"""Whatever a planner's folder looks like, each mistake is told with its file, line and field."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.adapters.region_files import check_region, load_region
from dispatch.domain.errors import RegionInvalid

CELLS = [
    # file, line, what stands there, what a planner writes, what the planner is told
    (
        "crews.csv",
        17,
        "feldsher",
        "фельдшер",
        "crews.csv:17 поле kind: «фельдшер»: допустимо feldsher, doctor, intensive, paediatric",
    ),
    ("crews.csv", 2, ",C,", ",С,", "crews.csv:2 поле vehicle_class: «С»: допустимо A, B, C"),
    (
        "crews.csv",
        3,
        ",08:00,",
        ",25:00,",
        "crews.csv:3 поле shift_start: «25:00»: нужно время ЧЧ:ММ от 00:00 до 23:59",
    ),
    (
        "crews.csv",
        3,
        "08:00,правило",
        "8 утра,правило",
        "crews.csv:3 поле shift_end: «8 утра»: нужно время ЧЧ:ММ от 00:00 до 23:59",
    ),
    (
        "crews.csv",
        3,
        "vsevolozhsk",
        "vsevolojsk",
        "crews.csv:3 поле station: «vsevolojsk»: такой подстанции нет в stations.csv",
    ),
    ("crews.csv", 3, "1402", "1401", "crews.csv:3 поле id: «1401» уже есть выше: нужно другое"),
    ("crews.csv", 3, "1402", "", "crews.csv:3 поле id: пусто"),
    ("crews.csv", 3, "assumed", "наверное", "crews.csv:3 поле certainty: «наверное»: допустимо fact, assumed"),
    (
        "stations.csv",
        2,
        "60.01512,30.67314",
        "30.67314,60.01512",
        "stations.csv:2 поле lat: 30.67314, 60.01512: широта и долгота переставлены",
    ),
    (
        "stations.csv",
        2,
        "60.01512",
        "55.75",
        "stations.csv:2 поле lat: 55.75: вне рамки региона, нужно от 58.4 до 61.5",
    ),
    ("stations.csv", 2, "30.67314", "37.6", "stations.csv:2 поле lon: 37.6: вне рамки региона, нужно от 27.5 до 36.0"),
    ("stations.csv", 2, "60.01512", "600", "stations.csv:2 поле lat: «600»: нужно число от -90 до 90"),
    ("stations.csv", 2, "60.01512", "nan", "stations.csv:2 поле lat: «nan»: нужно число от -90 до 90"),
    (
        "stations.csv",
        2,
        "60.01512",
        '"60,01512"',
        "stations.csv:2 поле lat: «60,01512»: нужно число; дробную часть отделяют точкой",
    ),
    (
        "stations.csv",
        2,
        "60.01512",
        "60,01512",
        "stations.csv:2: полей 9, нужно 8; запятую внутри текста берут в кавычки",
    ),
    (
        "stations.csv",
        2,
        "Всеволожский район",
        "Невский район",
        "stations.csv:2 поле district: «Невский район»: такого района нет в districts.csv",
    ),
    (
        "districts.csv",
        2,
        ",51000,",
        ",51 000,",
        "districts.csv:2 поле residents: «51 000»: нужно целое число, одни цифры",
    ),
    ("districts.csv", 2, ",51000,", ",0,", "districts.csv:2 поле residents: «0»: нужно число не меньше 1"),
    ("complaints.csv", 16, ",0.068,", ",0.168,", "complaints.csv:1 поле share: сумма 1.1000: нужна 1"),
    ("complaints.csv", 16, ",2,basic", ",5,basic", "complaints.csv:16 поле urgency: «5»: допустимо 1, 2, 3, 4"),
    (
        "complaints.csv",
        16,
        ",pci,",
        ",pci;burns;psychiatric,",
        "complaints.csv:16 поле hospital_need: «burns;pci;psychiatric»: ни один стационар региона этого не может",
    ),
    (
        "complaints.csv",
        16,
        ",basic,",
        ",basic;psychiatric,",
        "complaints.csv:16 поле crew_need: «basic;psychiatric»: ни одна бригада региона этого не может",
    ),
    ("region.toml", 5, "3", '"три"', "region.toml:5 поле utc_offset_h: «три»: нужно число"),
    ("region.toml", 4, "name", "nmae", "region.toml:4 поле nmae: лишний ключ; допустимы name,"),
    ("region.toml", 4, "name", "nmae", "region.toml поле name: ключа нет"),
    ("region.toml", 12, "27.5", "47.5", "region.toml:10 поле box: рамка пуста: нужно west < east"),
    ("region.toml", 4, '"Лен', "Лен", "region.toml:4: не разбирается как TOML"),
    ("region.toml", 26, "value = 20", "value = -1", "region.toml:26 поле norms.emergency_arrival_min.value: «-1»"),
]
FILES = [
    *("region.toml", "districts.csv", "stations.csv", "hospitals.csv"),
    *("faps.csv", "crews.csv", "complaints.csv", "places.csv"),
]


@pytest.mark.parametrize(("file", "line", "old", "new", "told"), CELLS)
def test_a_wrong_cell_is_told_with_file_line_and_field(folder, file, line, old, new, told) -> None:
    folder.spoil(file, line, old, new)
    assert any(finding.startswith(told) for finding in check_region(folder.path)), check_region(folder.path)


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case[-1])
def test_a_wrong_cell_blames_nothing_else(folder, case) -> None:
    file, line, old, new, _ = case
    folder.spoil(file, line, old, new)
    assert {finding.split(":")[0].split(" ")[0] for finding in check_region(folder.path)} == {file}
    assert len(check_region(folder.path)) <= 2


def test_all_findings_come_in_one_go_in_the_order_of_files_and_lines(folder) -> None:
    folder.spoil("crews.csv", 17, "feldsher", "фельдшер")
    folder.spoil("crews.csv", 3, ",08:00,", ",25:00,")
    folder.spoil("crews.csv", 3, ",B,", ",Д,")
    folder.spoil("stations.csv", 5, "post", "пост")
    folder.spoil("hospitals.csv", 2, "stroke", "инсульт")
    (folder.path / "faps.csv").unlink()
    with pytest.raises(RegionInvalid) as refused:
        load_region(folder.path)
    places = [finding.split(":")[0] + ":" + finding.split(":")[1].split(" ")[0] for finding in refused.value.findings]
    assert places == ["stations.csv:5", "hospitals.csv:2", "faps.csv:", "crews.csv:3", "crews.csv:3", "crews.csv:17"]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "файла нет"),
        (b"", "файл пуст"),
        (b"\r\n \r\n", "файл пуст"),
        (b"PK\x03\x04\x14\x00", "это книга"),
        (bytes(range(256)) * 4, ":"),
        ("id,name".encode("utf-16"), "UTF-16"),
    ],
    ids=["missing", "empty", "blank", "workbook", "noise", "utf-16"],
)
def test_a_file_that_is_none_is_told_not_thrown(folder, file, content, told) -> None:
    (folder.path / file).unlink()
    if content is not None:
        (folder.path / file).write_bytes(content)
    assert any(finding.startswith(file) and told in finding for finding in check_region(folder.path))


def test_a_folder_that_is_not_there_is_one_finding(tmp_path: Path) -> None:
    assert len(check_region(tmp_path / "nowhere")) == 1


def test_a_byte_order_mark_crlf_and_empty_lines_are_fine(folder, leningrad) -> None:
    for path in folder.path.glob("*.*"):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n")
    assert check_region(folder.path) == []
    assert load_region(folder.path).digest == load_region(leningrad).digest


def test_order_of_columns_is_free_and_trailing_empty_rows_are_fine(folder) -> None:
    swapped = [",".join(reversed(line.split(","))) for line in folder.text("crews.csv").splitlines()]
    assert '"' not in folder.text("crews.csv").split("razmetelevo")[0].split("kudrovo")[0]
    folder.write("crews.csv", "\n".join([*swapped, ",,,,,,,"]) + "\n")
    assert check_region(folder.path) == []


def test_a_semicolon_of_a_spreadsheet_is_named_once_and_the_rows_are_still_read(folder) -> None:
    folder.spoil("crews.csv", 17, "feldsher", "фельдшер")
    folder.write("crews.csv", folder.text("crews.csv").replace(";", "-").replace(",", ";"))
    delimiter, kind = check_region(folder.path)
    assert delimiter == "crews.csv:1: разделитель «;»: нужна запятая"
    assert kind.startswith("crews.csv:17 поле kind: «фельдшер»")


def test_windows_1251_is_named_with_the_line_of_its_first_letter(folder) -> None:
    text = folder.text("districts.csv")
    (folder.path / "districts.csv").write_bytes(text.encode("cp1251"))
    (told,) = check_region(folder.path)
    assert told.startswith("districts.csv:2: не UTF-8, похоже на Windows-1251")


def test_a_missing_and_an_extra_column_are_named(folder) -> None:
    folder.spoil("crews.csv", 1, "shift_start", "начало")
    missing, extra = sorted(check_region(folder.path), reverse=True)
    assert missing.startswith("crews.csv:1 поле начало: лишний столбец; нужны id, kind")
    assert extra.startswith("crews.csv:1 поле shift_start: столбца нет; нужны id, kind")


def test_a_column_given_twice_is_named(folder) -> None:
    folder.spoil("faps.csv", 1, "name", "id")
    assert "faps.csv:1 поле id: столбец стоит дважды" in check_region(folder.path)


def test_a_header_without_rows_is_named_where_rows_are_needed(folder) -> None:
    folder.write("crews.csv", folder.text("crews.csv").split("\n")[0] + "\n")
    folder.write("faps.csv", folder.text("faps.csv").split("\n")[0] + "\n")
    assert check_region(folder.path) == ["crews.csv: нет ни одной строки с данными"]


def test_a_district_without_a_station_is_named(folder) -> None:
    lines = [line for line in folder.text("stations.csv").split("\n") if "Сланцевский" not in line]
    folder.write("stations.csv", "\n".join(lines))
    crews = [line for line in folder.text("crews.csv").split("\n") if "slantsy" not in line]
    folder.write("crews.csv", "\n".join(crews))
    (told,) = check_region(folder.path)
    assert told.endswith("поле name: «Сланцевский район»: в районе нет ни подстанции, ни поста")


def test_a_spreadsheet_may_drop_the_leading_zero_of_a_time(folder) -> None:
    folder.spoil("crews.csv", 2, ",08:00,08:00,", ",8:00,8:00:00,")
    assert load_region(folder.path).crews[0].shift.start_s == 8 * 3600


def test_a_quoted_cell_over_two_lines_keeps_the_lines_below_right(folder) -> None:
    folder.spoil("crews.csv", 2, "правило spread_crews.py", '"правило\nspread_crews.py"')
    folder.spoil("crews.csv", 4, "1402", "")
    assert check_region(folder.path) == ["crews.csv:4 поле id: пусто"]


def test_noise_in_any_file_is_never_a_traceback(folder) -> None:
    chance = np.random.default_rng(20261122)
    for file in FILES:
        good = (folder.path / file).read_bytes()
        for _ in range(6):
            noisy = bytearray(good)
            for at in chance.integers(0, len(good), 12):
                noisy[at] = int(chance.integers(0, 256))
            (folder.path / file).write_bytes(bytes(noisy))
            assert all(isinstance(finding, str) for finding in check_region(folder.path))
        (folder.path / file).write_bytes(good)


@pytest.mark.parametrize(
    "line",
    ["value = 5", "norms = 3", "figures = []", "box = 1", "x = " + "9" * 400, "x = " + "9" * 5000, "x = " + "[" * 5000],
)
def test_strange_toml_is_never_a_traceback(folder, line) -> None:
    folder.write("region.toml", line + "\n" + folder.text("region.toml"))
    assert any(finding.startswith("region.toml") for finding in check_region(folder.path))


@pytest.mark.parametrize("value", ["1" + "0" * 400, "nan", "inf", "true", "[1]", "-1"])
def test_a_norm_is_a_number_from_zero_up(folder, value) -> None:
    folder.spoil("region.toml", 26, "value = 20", f"value = {value}")
    (told,) = check_region(folder.path)
    assert told.startswith("region.toml:26 поле norms.emergency_arrival_min.value: «")
