"""Long prints by several processes: laying out a page is plain computing, and one process keeps only one core busy.

A press takes the HTML of one document and gives its PDF; it sees no database. Two of them, as each takes some
600 MB for documents of a hundred pages.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import connection, get_context, parent_process

from . import pdf

PRESSES = 2
POLITE = 10  # added to the niceness: whoever opens a page meanwhile comes first
_LOOK = 0.5  # seconds


def laid_out(
    documents: Iterable[str], stylesheets: Sequence[str], waiting: Callable[[], None] = lambda: None
) -> Iterator[bytes]:
    """The PDF of each document, in their order, without structure for screen readers; close it when you leave early.

    `waiting` is called twice a second while none is ready, and ends the work by raising. Raises what `pdf.render` raises.
    """
    documents = iter(documents)
    presses = ProcessPoolExecutor(min(PRESSES, os.cpu_count() or 1), get_context("spawn"), _follow)
    try:
        ordered: deque[Future[bytes]] = deque()
        while True:
            # As many again as are being laid out lie ready: no press waits for its next document to be made.
            for html in islice(documents, 2 * PRESSES - len(ordered)):
                ordered.append(presses.submit(_press, html, tuple(stylesheets)))
            if not ordered:
                return
            while not wait([ordered[0]], _LOOK).done:
                waiting()
            yield ordered.popleft().result()
    finally:
        presses.shutdown(wait=False, cancel_futures=True)


def _press(html: str, stylesheets: tuple[str, ...]) -> bytes:
    return pdf.render(html, stylesheets=stylesheets, tags=False)


def _follow() -> None:
    """In a new press: step behind whoever waits for a page, and end when the process that wants the print has ended, however
    it ended."""
    os.nice(POLITE)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
