"""Long prints by several processes: nothing is lost or mixed up, and no process is left behind."""

import io
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from multiprocessing import active_children

import pytest
from pypdf import PdfReader

from office.documents import pdf
from office.documents.presses import laid_out

STYLES = ("base.css",)
BEGUN = """
from multiprocessing import active_children
from office.documents.presses import laid_out

def told():
    print(*(child.pid for child in active_children()), flush=True)

if __name__ == "__main__":
    page = "<html lang='zh-Hans'><title>表</title>" + "<p>困难职工档案</p>" * 400
    list(laid_out([page] * 50, ["base.css"], told))
"""


def page(number: int, paragraphs: int = 1) -> str:
    return f'<html lang="zh-Hans"><title>档案</title>{f"<p>第{number}份</p>" * paragraphs}'


def words(part: bytes) -> str:
    return "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(part)).pages)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def soon(holds, seconds: float = 120) -> bool:
    """A press ends with the document that it is laying out, behind whatever else the machine does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_documents_come_back_in_their_order_however_long_each_takes():
    sizes = [300, 1, 40, 1, 1, 20, 1]
    parts = list(laid_out((page(number, size) for number, size in enumerate(sizes)), STYLES))
    assert [words(part) for part in parts] == [f"第{number}份" * size for number, size in enumerate(sizes)]


def test_no_more_documents_are_made_than_can_be_laid_out_soon():
    made = []

    def pages():
        for number in range(20):
            made.append(number)
            yield page(number)

    with closing(laid_out(pages(), STYLES)) as parts:
        next(parts)
        assert len(made) < 8
    assert soon(lambda: not active_children())


def test_whoever_waits_may_end_the_work():
    class EnoughError(Exception):
        pass

    def enough() -> None:
        raise EnoughError

    with pytest.raises(EnoughError), closing(laid_out([page(1, 100)] * 9, STYLES, enough)) as parts:
        next(parts)
    assert soon(lambda: not active_children())


def test_what_cannot_be_printed_is_said_as_if_it_were_printed_here():
    with pytest.raises(FileNotFoundError):
        list(laid_out([page(1)], ("no-such.css",)))


def test_nothing_to_print_starts_nothing():
    assert list(laid_out([], STYLES)) == []


def test_presses_end_with_whoever_wanted_the_print_even_when_it_is_killed(tmp_path):
    script = tmp_path / "begun.py"
    script.write_text(BEGUN, encoding="utf-8")
    surroundings = os.environ | {"PYTHONPATH": os.getcwd()}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=surroundings) as wanting:
        assert wanting.stdout
        pids = [int(word) for word in wanting.stdout.readline().split()]
        wanting.send_signal(signal.SIGKILL)
    assert pids
    assert soon(lambda: not any(map(is_alive, pids)))


def test_a_print_put_together_has_the_pages_of_its_parts():
    printing = pdf.Printing(STYLES, two_sided=True)
    for part in laid_out([page(1), page(2, 300), page(3)], STYLES):
        printing.add_printed(part)
    pages = PdfReader(io.BytesIO(printing.finish())).pages
    begins = [at for at, one in enumerate(pages) if "第" in one.extract_text() and at % 2 == 0]
    assert begins[:2] == [0, 2]
    assert "第3份" in "".join(pages[len(pages) - 1].extract_text().split())
