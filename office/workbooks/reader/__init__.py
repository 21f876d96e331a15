"""Any roster file → its cells, safely.

The file is read in a child process (``office.workbooks.parsing``) that may run out of memory, time or luck: whatever
becomes of it, the caller gets a ``Book`` or ``Unreadable`` with one sentence for the clerk. No temporary file is made
that has a name.
"""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO

from office.workbooks.parsing.bounds import MEBIBYTE, Limits
from office.workbooks.reader.frames import frames, unpacked
from office.workbooks.reader.rows import Rows, Spool
from office.workbooks.reader.sentences import Unreadable
from office.workbooks.sheets import Book, Sheet

__all__ = ["Limits", "Unreadable", "read", "read_bytes"]

_STANDARD = Limits()
# Its threads share their memory: with a heap for each the child took 24 MB more. Only glibc knows the word.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
_CHILD = Path(__file__).resolve().parent.parent / "parsing" / "child.py"


def read(path: Path, *, limits: Limits = _STANDARD) -> Book:
    """All sheets of the file at ``path``; its kind goes by its content, never by its name.

    Takes about 0.1 s for a small file and 2 to 4 s for 100,000 rows of 30 columns, a million in proportion. The rows are not
    kept in memory, see ``Rows``. Raises Unreadable.
    """
    try:
        file = path.open("rb")
        size = path.stat().st_size
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as missing:
        raise Unreadable("file.missing") from missing
    except PermissionError as forbidden:
        raise Unreadable("file.forbidden") from forbidden
    with file:
        _check(path.name, size, limits)
        return _book_of_child(file, limits)


def read_bytes(content: bytes, name: str, *, limits: Limits = _STANDARD) -> Book:
    """The same for a file that is in memory only. ``name`` is what it was called where it came from."""
    _check(name, len(content), limits)
    return _book_of_child(content, limits)


def _check(name: str, size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise Unreadable("file.too_large", {"limit": limits.file_bytes // MEBIBYTE})
    if name.startswith("~$") and size < 1024:
        raise Unreadable("file.lock_file")


def _book_of_child(source: IO[bytes] | bytes, limits: Limits) -> Book:
    command = [sys.executable, "-I", str(_CHILD), json.dumps(asdict(limits))]
    stdin = subprocess.PIPE if isinstance(source, bytes) else source
    late = threading.Event()
    with subprocess.Popen(
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_ENVIRONMENT
    ) as child:

        def stop() -> None:
            late.set()
            child.kill()

        helpers: list[threading.Thread] = [alarm := threading.Timer(limits.seconds, stop)]
        if isinstance(source, bytes) and child.stdin:
            helpers.append(threading.Thread(target=_feed, args=(child.stdin, source)))
        for helper in helpers:
            helper.start()
        try:
            book = _book(child.stdout, limits) if child.stdout else None
        finally:
            alarm.cancel()
            # Either it has said everything, or it has died already: killing it then does not change its exit status.
            child.kill()
            for helper in helpers:
                helper.join()
    if book is not None:
        return book
    if late.is_set() or child.returncode == -signal.SIGXCPU:
        raise Unreadable("file.limit.seconds", {"limit": limits.seconds})
    if child.returncode in (-signal.SIGABRT, -signal.SIGKILL):
        raise Unreadable("file.limit.memory", {"limit": limits.memory_bytes // MEBIBYTE})
    if child.returncode > 0:
        # Not the file's fault: it could not even begin, as when a library is missing.
        raise Unreadable("file.reader_failed")
    raise Unreadable("file.corrupt")


def _feed(pipe: IO[bytes], content: bytes) -> None:
    # A child that has refused the file, or died of it, does not listen to the end.
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(content)


def _book(pipe: IO[bytes], limits: Limits) -> Book | None:
    """The book that the frames on the pipe make up, or None when they stop early. Raises Unreadable for a refusal."""
    form, encoding, name, hidden = "", "", "", False
    sheets: list[Sheet] = []
    spool = Spool()
    rows = Rows(spool)
    for count, content in frames(pipe, limits):
        if count:
            rows.add(count, content)
            continue
        match unpacked(content):
            case ("book", str(form), str(encoding)):
                pass
            case ("sheet", str(name), bool(hidden)):
                rows = Rows(spool)
            case ("merges", tuple(merges)):
                sheets.append(Sheet(name, hidden, rows, merges))
            case ("refused", str(code), dict(facts)):
                raise Unreadable(code, facts)
            case ("end",):
                return Book(form, encoding, tuple(sheets))
            case _:
                return None
    return None
