"""Bytes of a file into text, whatever a spreadsheet saved it as."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from dispatch.adapters.region_files.finding import Finding

ZIP = b"PK\x03\x04"
"""How a workbook (.xlsx, .ods) begins: it is a zip archive."""
AS_UTF8 = "сохраните файл в UTF-8 (в Excel: «CSV UTF-8, разделитель — запятая»)"


def read_text(folder: Path, file: str) -> tuple[str | None, list[Finding]]:
    """Text of one file and what is wrong with its encoding; None when nothing could be read."""
    try:
        raw = (folder / file).read_bytes()
    except FileNotFoundError:
        return None, [_whole(file, "файла нет; образец лежит в data/region/leningrad")]
    except OSError as error:
        return None, [_whole(file, f"файл не читается: {error.strerror}")]
    if not raw.strip():
        return None, [_whole(file, "файл пуст")]
    return _decode(raw, file)


def _decode(raw: bytes, file: str) -> tuple[str | None, list[Finding]]:
    if raw.startswith(ZIP):
        return None, [_whole(file, f"это книга, а не текст: {AS_UTF8}")]
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace"), [_whole(file, f"кодировка UTF-16: {AS_UTF8}")]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = f"не UTF-8, похоже на Windows-1251: {AS_UTF8}"
        return raw.decode("cp1251", errors="replace"), [Finding(file=file, line=line, field="", text=text)]


def _whole(file: str, text: str) -> Finding:
    return Finding(file=file, line=0, field="", text=text)
