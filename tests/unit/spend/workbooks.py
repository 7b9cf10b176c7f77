"""Workbooks as tests need them, written by hand: what a spreadsheet saves, and worse."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def write_workbook(
    path: Path,
    rows: Sequence[Sequence[object]],
    *,
    sheet_xml: str | None = None,
    is_from_1904: bool = False,
    extra: Sequence[tuple[str, bytes]] = (),
) -> Path:
    """Write a workbook of two sheets, the first a cover; texts are shared, numbers are not."""
    texts: list[str] = []
    body = sheet_xml or _sheet(rows, texts)
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f'<workbookPr date1904="{int(is_from_1904)}"/><sheets>'
        '<sheet name="Cover" sheetId="1" r:id="r1"/><sheet name="Spend" sheetId="2" r:id="r2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": _sheet([["=1+1"]], []),
        "xl/worksheets/sheet2.xml": body,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, raw in extra:
            archive.writestr(name, raw)
    return path


def _sheet(rows: Sequence[Sequence[object]], texts: list[str]) -> str:
    written = "".join(
        f'<row r="{number}">'
        + "".join(_cell(number, at, cell, texts) for at, cell in enumerate(row) if cell is not None)
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(number: int, at: int, cell: object, texts: list[str]) -> str:
    reference = f"{chr(ord('A') + at)}{number}"
    if isinstance(cell, str) and cell.startswith("="):
        return f'<c r="{reference}"><f>{escape(cell[1:])}</f><v>12.5</v></c>'
    if isinstance(cell, str):
        texts.append(cell)
        return f'<c r="{reference}" t="s"><v>{len(texts) - 1}</v></c>'
    return f'<c r="{reference}"><v>{cell}</v></c>'
