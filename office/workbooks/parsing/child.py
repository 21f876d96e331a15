"""The child process: a workbook on standard input, pickled frames on standard output.

Run by path with ``python -I``, so that neither the working directory nor the environment can change what is imported.
A frame is its length and its number of rows, four bytes each, and a pickle: of a list of rows, or, when that number is 0,
of one of the tuples ``("book", format, encoding)``, ``("sheet", name, hidden)``, ``("merges", merges)`` when all rows of a
sheet have gone, and last of all ``("end",)`` or ``("refused", code, facts)``. All frames of rows but the last one of a
sheet are of ``ROWS_AT_ONCE``.
"""

import gc
import json
import os
import pickle
import resource
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from office.workbooks.parsing.bounds import ROWS_AT_ONCE, Limits, Refused
from office.workbooks.parsing.excel import read_ole, read_package
from office.workbooks.parsing.grid import Drafts, finished_rows
from office.workbooks.parsing.kinds import kind_of
from office.workbooks.parsing.markup import read_html
from office.workbooks.parsing.spreadsheetml import read_spreadsheetml
from office.workbooks.parsing.text import read_text
from office.workbooks.sheets import Merge, Value


def main() -> None:
    """Reads standard input within the limits given as JSON in the first argument."""
    limits = Limits(**json.loads(sys.argv[1]))
    # Cells make no circles. Looking for them among millions of cells takes a tenth of the time.
    gc.disable()
    # A thread that waits for Python while another one works in calamine or zlib gets its turn at once.
    sys.setswitchinterval(0.0005)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    try:
        _send_book(parse(sys.stdin.buffer.read(limits.file_bytes + 1), limits), limits)
        _say("end")
    except Refused as refused:
        _say("refused", refused.code, refused.facts)
    except (MemoryError, RecursionError):
        _say("refused", "file.limit.memory", {"limit": limits.memory_bytes // 1024 // 1024})
    except BaseException:
        # Whatever else a parser trips over in a broken file (a panic of calamine is a BaseException): nobody but this
        # process is harmed, and the clerk can only save the file anew.
        _say("refused", "file.corrupt", {})
    sys.stdout.buffer.flush()
    # Nothing is left to do, least of all to wait for a thread that reads a sheet which has been refused.
    os._exit(0)


def parse(data: bytes, limits: Limits) -> Drafts:
    """The workbook in ``data``. Raises Refused."""
    if len(data) > limits.file_bytes:
        raise Refused("file.too_large", limit=limits.file_bytes // 1024 // 1024)
    match kind_of(data):
        case "text":
            return read_text(data, limits)
        case "html":
            return read_html(data, limits)
        case "xml":
            return read_spreadsheetml(data, limits)
        case "zip":
            return read_package(data, limits)
        case _:
            return read_ole(data, limits)


def _send_book(book: Drafts, limits: Limits) -> None:
    _say("book", book.format, book.encoding)
    for sheet in book.sheets:
        _say("sheet", sheet.name, sheet.hidden)
        rows: list[list[Value]] = []
        count = 0
        for row in finished_rows(sheet):
            count += 1
            rows.append(row)
            if len(rows) == ROWS_AT_ONCE:
                _send(rows, len(rows))
                rows = []
        if rows:
            _send(rows, len(rows))
        _say("merges", tuple(_upper(sheet.merges, count, limits)))


def _upper(merges: list[Merge], count: int, limits: Limits) -> Iterator[Merge]:
    """As many merges as may be, in the order of the rows: whoever looks up the cells of one after the other goes down the
    sheet, not to and fro. Those of an office never lie on each other, so all their rows are soon gone through."""
    covered = 0
    for top, left, bottom, right in sorted(merges)[: limits.merges]:
        covered += max(0, min(bottom + 1, count) - top)
        if covered > limits.merged_rows:
            return
        yield top, left, bottom, right


def _say(*words: object) -> None:
    _send(words, 0)


def _send(content: object, rows: int) -> None:
    frame = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.write(struct.pack("<II", len(frame), rows))
    sys.stdout.buffer.write(frame)


if __name__ == "__main__":
    main()
