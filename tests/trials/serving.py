"""A real server on the database of the tests, somebody who visits it over HTTP, and who watches that it goes on answering."""

import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from django.conf import settings

from tests.office.jobs.conftest import ROOT, environment

BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """`address` is where redirections led to."""

    status: int
    address: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Visitor:
    """Somebody with a browser's cookies before the pages of a server."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor())

    def ask(self, path: str, data: Any = None, headers: dict[str, str] | None = None, wait: float = 120) -> Answer:
        try:
            with self._opener.open(Request(self.address + path, data, headers or {}), timeout=wait) as given:
                return Answer(given.status, given.url.removeprefix(self.address), given.read())
        except HTTPError as refused:
            with refused:
                return Answer(refused.code, path, refused.read())

    def log_in(self, name: str, password: str) -> None:
        facts = {"username": name, "password": password, "csrfmiddlewaretoken": self._token("/login/")}
        assert "/login/" not in self.ask("/login/", urlencode(facts).encode()).address

    def bring(self, files: Sequence[tuple[str, Iterable[bytes]]], size: int | None = None) -> Answer:
        """Drop files (name, content in blocks) on the upload page. `size`: bytes of all of them, when they are not to be
        laid into memory."""
        boundary = uuid.uuid4().hex
        field = f"--{boundary}\r\nContent-Disposition: form-data; name="
        head = f'{field}"csrfmiddlewaretoken"\r\n\r\n{self._token("/imports/")}\r\n'.encode()
        heads = [
            f'{field}"files"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
            for name, _content in files
        ]
        tail = f"--{boundary}--\r\n".encode()

        def body() -> Iterator[bytes]:
            yield head
            for own, (_name, content) in zip(heads, files, strict=True):
                yield own
                yield from content
                yield b"\r\n"
            yield tail

        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        if size is None:
            return self.ask("/imports/", b"".join(body()), headers)
        length = len(head) + sum(map(len, heads)) + size + 2 * len(files) + len(tail)
        return self.ask("/imports/", body(), headers | {"Content-Length": str(length)})

    def wait_for(self, set_page: str, seconds: float = 400) -> None:
        """Until the work on a set is over, as its page does: by asking how it stands."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = self.ask(f"{set_page}standing/")
            assert answer.status == 200
            if json.loads(answer.content)["over"]:
                return
            time.sleep(0.3)
        raise AssertionError(f"Not over within {seconds} seconds.")

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(path).text)
        assert found
        return found[1]


class Watch:
    """Asks the log-in page every 0.3 s for as long as the `with` lasts, and looks at the memory of the server's processes.

    `answers`: (status, seconds) of each. `peaks`: the most MB that the server, its worker and the process that reads a
    workbook had at one time.
    """

    def __init__(self, server: "subprocess.Popen[bytes]", address: str) -> None:
        self._server, self._visitor = server, Visitor(address)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask), threading.Thread(target=self._look)]
        self.answers: list[tuple[int, float]] = []
        self.peaks = {"server": 0, "worker": 0, "reader": 0}

    def __enter__(self) -> "Watch":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def slowest(self) -> float:
        return max(seconds for _status, seconds in self.answers)

    def tell(self) -> str:
        return f"{len(self.answers)} answers, the slowest after {self.slowest:.2f} s; MB at most: " + ", ".join(
            f"{name} {size}" for name, size in self.peaks.items()
        )

    def _ask(self) -> None:
        while not self._over.wait(0.3):
            began = time.monotonic()
            try:
                status = self._visitor.ask("/login/").status
            except OSError:
                status = 0
            self.answers.append((status, time.monotonic() - began))

    def _look(self) -> None:
        while not self._over.wait(0.05):
            now = dict.fromkeys(self.peaks, 0)
            for _pid, command, size in family_of(self._server.pid):
                what = "reader" if "child.py" in command else "worker" if "manage.py worker" in command else "server"
                now[what] += size // 1024
            self.peaks = {name: max(size, now[name]) for name, size in self.peaks.items()}


def family_of(pid: int) -> list[tuple[int, str, int]]:
    """A process and all below it: number, command line, kB in memory. Those that end meanwhile are left out."""
    with suppress(OSError):
        here = Path(f"/proc/{pid}")
        command = (here / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        sizes = [line.split()[1] for line in (here / "status").read_text().splitlines() if line.startswith("VmRSS:")]
        children = [
            number for thread in (here / "task").iterdir() for number in (thread / "children").read_text().split()
        ]
        return [(pid, command, sum(map(int, sizes))), *(own for child in children for own in family_of(int(child)))]
    return []


@contextmanager
def serving(var: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """The server's process and address. It has a folder of its own, with the keys of the tests."""
    shutil.copytree(settings.KEYS, var / "keys")
    own = environment() | {"SANXIN_VAR": str(var)}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "collectstatic", "--noinput", "--verbosity", "0"], cwd=ROOT, env=own, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", host, "--threads", "4"]
    with (var / "server.log").open("wb") as log:
        server = subprocess.Popen([*command, "--timeout", "120"], cwd=ROOT, env=own, stderr=log)
    visitor = Visitor(f"http://{host}")
    try:
        for _attempt in range(100):
            with suppress(OSError):
                if visitor.ask("/login/").status == 200:
                    break
            time.sleep(0.2)
        yield server, visitor.address
    finally:
        below = [pid for pid, _command, _size in family_of(server.pid)]
        server.terminate()
        server.wait(timeout=30)
        # The worker follows its server, and must be gone before the tests empty the database.
        for _attempt in range(300):
            if not any(family_of(pid) for pid in below):
                break
            time.sleep(0.05)
