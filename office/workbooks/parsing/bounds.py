"""How large a file may be, and how a file is refused. Shared by the reader and its child process."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. A year's roster of 100,000 rows and 30 columns (14 MB) fits in.

    ``file_bytes`` and ``unpacked_bytes``: the file, and the XML inside it once inflated. ``parts``: files inside a
    package. ``rows`` and ``columns``: the furthest filled cell of a sheet. ``cells``: the rectangles of all sheets
    together. ``seconds``: wall clock, and as much processor time. ``memory_bytes``: address space of the
    child process; what it hands back may be half of that.
    """

    file_bytes: int = 50 * MEBIBYTE
    unpacked_bytes: int = 512 * MEBIBYTE
    parts: int = 10_000
    sheets: int = 500
    rows: int = 200_000
    columns: int = 512
    cells: int = 4_000_000
    seconds: int = 50
    memory_bytes: int = 1024 * MEBIBYTE


class Refused(Exception):
    """The file will not be read. ``code`` names the sentence that the reader shows, ``facts`` fill its blanks."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
