"""What a file is, by its bytes. Names lie: half of the ``.xls`` files offices pass around are something else."""

import re

from office.workbooks.parsing.bounds import Refused

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"

_FOREIGN = {
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\x00": "picture",
    b"MM\x00*": "picture",
    b"%PDF": "pdf",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"PK\x05\x06": "archive",
    b"{\\rtf": "document",
}
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_DIF = (b"TABLE\r\n0,1", b"TABLE\n0,1")
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_HTML_OPENING = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|div|style|table)\b", re.I | re.S
)
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")


def kind_of(data: bytes) -> str:
    """ "zip", "ole", "html", "xml" (SpreadsheetML 2003) or "text". Raises Refused for anything else."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise Refused("file.empty")
    if data.startswith(ZIP):
        return "zip"
    if data.startswith(OLE):
        return "ole"
    if is_lock_file(data):
        raise Refused("file.lock_file")
    for magic, what in _FOREIGN.items():
        if data.startswith(magic):
            raise Refused(f"file.format.{what}")
    if data.startswith(_OLD_EXCEL):
        raise Refused("file.format.old_excel")
    is_sylk = data.startswith(b"ID;P") and b"\nC;" in data
    if is_sylk or data.startswith(_DIF):
        raise Refused("file.format")
    return _kind_of_text(data)


def is_lock_file(data: bytes) -> bool:
    """Excel and WPS put the owner's name into ``~$name.xlsx`` while a workbook is open: a length and the name filled up
    with blanks to 55 bytes, then the same in UTF-16: 165 bytes in all."""
    return len(data) == 165 and 0 < data[0] <= 54 and data[55] == data[0] and data[56] == 0


def _kind_of_text(data: bytes) -> str:
    encoding = _UTF_16.get(data[:2])
    if encoding is None and _CONTROL.search(data):
        raise Refused("file.format")
    # 64 KiB is enough for any heading of styles before the root element, and an odd byte at the cut does no harm.
    head = data[:65536].decode(encoding or "latin-1", "ignore").lstrip("\ufeffï»¿ \t\r\n")
    if head.lower().startswith("mime-version:"):
        raise Refused("file.format")
    if _HTML_OPENING.match(head):
        return "html"
    if not head.startswith(("<?xml", "<")):
        return "text"
    root = _ROOT.search(re.sub(r"<!--.*?-->", "", head, flags=re.S))
    if root and root[1].lower() == "html":
        return "html"
    if root and root[1] == "Workbook" and SPREADSHEETML in head:
        return "xml"
    if head.startswith("<?xml"):
        raise Refused("file.format")
    return "text"
