"""Small workbooks made by hand, for cases no office program would save."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def package(*sheets: str, texts: str = "", extra: dict[str, str] | None = None) -> bytes:
    """A bare .xlsx of the given ``<sheetData>`` contents."""
    numbers = range(1, len(sheets) + 1)
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    relations += f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if texts else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        **({"xl/sharedStrings.xml": texts} if texts else {}),
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
            for n, sheet in zip(numbers, sheets, strict=True)
        },
        **(extra or {}),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(place: str, content: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{content}</t></is></c>'


HEADINGS = row(1, text("A1", "姓名"), text("B1", "金额"))


def ods(table: str, manifest: str = "<m/>") -> bytes:
    names = "xmlns:{0}='urn:oasis:names:tc:opendocument:xmlns:{0}:1.0'"
    content = (
        "<office:document-content "
        + " ".join(names.format(name) for name in ("office", "table", "text"))
        + f"><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def ole(*streams: str) -> bytes:
    """An OLE file that holds nothing but the names of its streams."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<9I", 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<108I", *[free] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    entries = b""
    for kind, name in [(5, "Root Entry"), *((2, name) for name in streams)]:
        label = name.encode("utf-16-le") + b"\0\0"
        entries += (
            label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1) + struct.pack("<3I", free, free, free)
        )
        entries += bytes(36) + struct.pack("<III", end, 0, 0)
    return header[:512] + table + entries.ljust(512, b"\0")


def cell(place: str, value: str | float, style: int = 0) -> str:
    """A text, a number, or XML that begins with `<`, as it stands."""
    if isinstance(value, str):
        return value if value.startswith("<") else text(place, value)
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def table(*rows: Sequence[str | float]) -> str:
    """The `<sheetData>` of a sheet that has at most 26 columns."""
    return "".join(
        row(number, *[cell(f"{chr(65 + place)}{number}", value) for place, value in enumerate(values)])
        for number, values in enumerate(rows, 1)
    )


def since_1904(sheet: str) -> bytes:
    """An .xlsx that counts its days from 1904 on; cells of style 1 are dates."""
    relations = {"worksheet": "worksheets/sheet1.xml", "styles": "styles.xml"}
    return package(
        sheet,
        extra={
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/>'
            '<sheets><sheet name="表1" sheetId="1" r:id="worksheet"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'
                for kind, target in relations.items()
            )
            + "</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill/></fills><borders><border/>'
            '</borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        },
    )


def ole_of(name: str, stream: bytes) -> bytes:
    """An OLE file with one stream of at most 63 kB."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    content = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")  # shorter ones are kept in another way
    last = 1 + len(content) // 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<9I", 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<108I", *[free] * 108)
    chain = [0xFFFFFFFD, end, *range(3, last + 1), end]
    sectors = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    for kind, label, child, start, size in ((5, "Root Entry", 1, end, 0), (2, name, free, 2, len(content))):
        letters = label.encode("utf-16-le") + b"\0\0"
        sectors += letters.ljust(64, b"\0") + struct.pack("<HBB3I", len(letters), kind, 1, free, free, child)
        sectors += bytes(36) + struct.pack("<III", start, size, 0)
    return header + sectors.ljust(1024, b"\0") + content


def old_excel(*rows: Sequence[str | float], from_1904: bool = False) -> bytes:
    """An .xls of Excel 97 with one sheet; numbers of the last column are dates."""

    def record(number: int, *parts: bytes) -> bytes:
        content = b"".join(parts)
        return struct.pack("<HH", number, len(content)) + content

    def counted(label: str, length: str) -> bytes:
        return struct.pack(f"<{length}B", len(label), 1) + label.encode("utf-16-le")

    begin, end = struct.pack("<HHHII", 0x0600, 0x0005, 0, 0, 0), record(0x000A)
    cells = b""
    for place, values in enumerate(rows):
        for column, value in enumerate(values):
            where = struct.pack("<HHH", place, column, int(column == len(values) - 1))
            if isinstance(value, str):
                cells += record(0x0204, where, counted(value, "H"))
            else:
                cells += record(0x0203, where, struct.pack("<d", value))
    before = record(0x0809, begin) + record(0x0042, struct.pack("<H", 1200))
    before += record(0x0022, struct.pack("<H", from_1904))
    before += b"".join(record(0x00E0, struct.pack("<HH", 0, number), bytes(16)) for number in (0, 14))
    sheet = counted("名册", "B")
    offset = len(before) + 4 + 6 + len(sheet) + len(end)
    before += record(0x0085, struct.pack("<IBB", offset, 0, 0), sheet) + end
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    return ole_of(
        "Workbook", before + record(0x0809, begin[:2], b"\x10\0", begin[4:]) + record(0x0200, size) + cells + end
    )


def bomb(sheets: int, mebibytes: int) -> bytes:
    """An .xlsx of one sheet with headings and so many of blank space, each a thousand times as large as in the file."""
    begin, end = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode(), b"</sheetData></worksheet>"
    space = _packed([begin, *[b" " * 1024 * 1024] * mebibytes, end])
    with zipfile.ZipFile(io.BytesIO(package(*[HEADINGS] * (sheets + 1)))) as archive:
        parts = {name: _packed([archive.read(name)]) for name in archive.namelist()}
    parts |= {f"xl/worksheets/sheet{number}.xml": space for number in range(2, sheets + 2)}
    # The zipfile of the standard library would pack each of them anew.
    files, directory = b"", b""
    for name, (packed, check, size) in parts.items():
        facts = struct.pack("<5H3I2H", 20, 0, 8, 0, 0x21, check, len(packed), size, len(name), 0)
        directory += (
            b"PK\1\2" + struct.pack("<H", 20) + facts + struct.pack("<3H2I", 0, 0, 0, 0, len(files)) + name.encode()
        )
        files += b"PK\3\4" + facts + name.encode() + packed
    return (
        files
        + directory
        + b"PK\5\6"
        + struct.pack("<4H2IH", 0, 0, len(parts), len(parts), len(directory), len(files), 0)
    )


def _packed(chunks: Iterable[bytes]) -> tuple[bytes, int, int]:
    """The chunks deflated, their checksum and their length."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed, check, size = b"", 0, 0
    for chunk in chunks:
        packed += packing.compress(chunk)
        check, size = zlib.crc32(chunk, check), size + len(chunk)
    return packed + packing.flush(), check, size
