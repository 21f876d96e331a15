"""A made-up roster of any length as an .xlsx, shaped as Excel writes one: shared texts, styled dates, 30 columns."""

import random
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from office.workbooks.sheets import column_name

COLUMNS = 30
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
_CHOICES = ["是", "否", "深度困难", "相对困难", "意外致困", "本人大病", "子女上学", "在职", "下岗", "无"]
_UNITS = [f"第{number}纺织厂工会委员会" for number in range(300)]
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_LETTERS = [column_name(column) for column in range(1, COLUMNS + 1)]


def write_roster(path: Path, rows: int, sheets: int = 1) -> None:
    """Writes ``rows`` rows below a heading into each of ``sheets`` sheets. Eight texts of a row are its own, the others
    come from short lists; the same numbers give the same file."""
    chance = random.Random(rows)
    texts: dict[str, int] = {}
    numbers = range(1, sheets + 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for number in numbers:
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                part.write(f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'.encode())
                for place in range(1, rows + 2):
                    values = _row(chance) if place > 1 else (f"第{column}栏" for column in range(COLUMNS))
                    part.write(_row_xml(place, values, texts).encode())
                part.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(f'<?xml version="1.0"?><sst xmlns="{MAIN}" uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                part.write(f"<si><t>{escape(text)}</t></si>".encode())
            part.write(b"</sst>")
        for name, content in _small_parts(numbers).items():
            archive.writestr(name, content)


def _row(chance: random.Random) -> Iterator[str | int | float | date]:
    yield chance.randrange(10**6)
    yield chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_GIVEN)
    yield f"2102001985{chance.randrange(10**8):08d}"
    yield date.fromordinal(715_000 + chance.randrange(15_000))
    yield chance.choice(_UNITS)
    yield f"和平区建设街道{chance.randrange(600)}号{chance.randrange(200)}室"
    yield f"139{chance.randrange(10**8):08d}"
    yield f"62220000{chance.randrange(10**11):011d}"
    yield round(chance.random() * 5000, 2)
    yield date.fromordinal(738_886 + chance.randrange(365))
    for _column in range(COLUMNS - 13):
        yield chance.choice(_CHOICES)
    yield chance.randrange(1, 9)
    yield f"备注{chance.randrange(10**7)}"
    yield f"第{chance.randrange(10**6)}号"


def _row_xml(place: int, values: Iterator[str | int | float | date], texts: dict[str, int]) -> str:
    cells = []
    for letters, value in zip(_LETTERS, values, strict=True):
        if isinstance(value, str):
            cells.append(f'<c r="{letters}{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>')
        elif isinstance(value, date):
            cells.append(f'<c r="{letters}{place}" s="1"><v>{value.toordinal() - 693_594}</v></c>')
        else:
            cells.append(f'<c r="{letters}{place}"><v>{value}</v></c>')
    return f'<row r="{place}" spans="1:{COLUMNS}">{"".join(cells)}</row>'


def _small_parts(numbers: range) -> dict[str, str]:
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    for kind, target in (("sharedStrings", "sharedStrings"), ("styles", "styles")):
        relations += f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}.xml"/>'
    sheets = "".join(f'<sheet name="名册{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": _STYLES,
    }
