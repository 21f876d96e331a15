"""How large a file may be, and how a file is refused. Shared by the reader and its child process."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. A million rows of 30 columns in ten sheets (170 MB) fit in, or 500,000 in one sheet.

    ``file_bytes`` and ``unpacked_bytes``: the file, and the XML inside it once inflated. ``parts``: files inside a
    package. ``rows`` and ``columns``: the furthest filled cell of a sheet. ``cells``: the rectangles of all sheets
    together. ``merges`` and ``merged_rows``: merged cells of a sheet that are kept, the upper ones, and the rows that they
    cover taken together. ``seconds``: wall clock, and as much processor time. ``memory_bytes``: address space of the
    child process, which holds one sheet at a time; what it hands back may be half of that.
    """

    file_bytes: int = 200 * MEBIBYTE
    unpacked_bytes: int = 3072 * MEBIBYTE
    parts: int = 10_000
    sheets: int = 500
    rows: int = 1_048_576
    columns: int = 512
    cells: int = 40_000_000
    merges: int = 200_000
    merged_rows: int = 4_000_000
    seconds: int = 120
    memory_bytes: int = 2048 * MEBIBYTE


class Refused(Exception):
    """The file will not be read. ``code`` names the sentence that the reader shows, ``facts`` fill its blanks."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
