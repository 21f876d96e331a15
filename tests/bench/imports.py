"""Our household import, its peer and its floor in one run: rows a second, peak memory and their ratios as a Markdown table.

    python -m tests.bench.imports [--rows 100000] [--peer-rows 5000] [--floor-rows 20000] [--postgres URL] [--growth]

Everything is measured from the file to the database, each step in a process of its own, in databases of the run's own: a
folder that is removed again, or with --postgres (a URL whose user may create databases) databases that are dropped again.
A preview is what somebody waits for, from the file to the page: ours keeps the upload and what would become of each row, and
renders the first page of rows; the peer rehearses the import and renders its table of differences, as its admin does.
The peer's cost is linear, so it may be given fewer rows; its memory is not, and is compared at equal rows only. On a busy
computer the ratio by processor time is the steadier one: it leaves out what a PostgreSQL server works. --growth shows ours alone from 1,000 to 1,000,000 rows.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
GROWTH = (1_000, 10_000, 100_000, 1_000_000)
SAMPLE = 200


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# What runs in the children, where Django is set up.


def prepare(_books: list[Path]) -> dict[str, Any]:
    """An office with the forty unions of the workbooks, and somebody who looks at previews."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from members.models import Employer
    from members.operations.unions import found, open_office
    from office.history import Hand
    from tests.bench.workbook import UNITS

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    home = open_office("滨江市轻工系统工会", city="滨江市总工会")
    for number, name in enumerate(UNITS):
        union = found(parent=home, hand=Hand(None), name=f"{name}工会委员会", code=f"{number:04d}")
        Employer.objects.create(union=union, name=name)
    get_user_model().objects.create_superuser("clerk", password=None)
    return {}


def bring_in_ours(books: list[Path]) -> None:
    """Our import as the command does it. Raises AssertionError when a row was refused, unless that is asked about: of a million
    people some share name and birthday with one of an earlier workbook."""
    from office.workbooks.importing import bring_in, open_all

    results = bring_in(open_all(books), by=None)
    refused = [problem for result in results if result.outcomes.counts["rejected"] for problem in result.errors()]
    assert not refused, refused[:3]


def at_desk() -> Any:
    """A browser of the clerk's."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get())
    return client


def warm_up() -> None:
    """What a server that has shown a page before need not do again: load its addresses and templates."""
    from django.template.loader import get_template
    from django.urls import reverse

    at_desk().get(reverse("desk:imports"))
    get_template("admin/import_export/import.html")


def preview_ours(books: list[Path]) -> None:
    """Our preview as the desk does it. Raises AssertionError when a row would be refused, or none is shown."""
    from django.contrib.auth import get_user_model
    from django.urls import reverse

    from office.workbooks.models import Run
    from office.workbooks.uploads import receive, try_out

    clerk = get_user_model().objects.get()
    upload = receive(((path.name, path.read_bytes()) for path in books), by=clerk)
    try_out(upload, scope="", by=clerk)
    page = at_desk().get(reverse("desk:import_set", args=[upload.pk]), {"rows": "created"})
    assert page.status_code == 200, page
    assert not any(run.rejected for run in Run.objects.all())
    assert Run.objects.first().rows.first().label in page.content.decode()


def bring_in_peer(books: list[Path]) -> None:
    from tests.bench import peer

    peer.bring_in(books)


def preview_peer(books: list[Path]) -> None:
    from tests.bench import peer

    peer.preview(books)


def stand_on_floor(books: list[Path]) -> dict[str, Any]:
    from tests.bench import floor

    reading, writing = floor.read_and_write(books, floor.lift())
    return {"seconds": reading + writing, "reading": reading, "writing": writing}


def facts(_books: list[Path]) -> dict[str, Any]:
    """Counts of all tables, and what is recorded of every 25th of the first households."""
    from hardship.models import Assessment, Completion, Household
    from members.models import Person

    def of(record: Any) -> dict[str, str]:
        names = [field.name for field in record._meta.concrete_fields if not field.primary_key]
        return {name: str(getattr(record, name)) for name in names}

    counts = {model.__name__: model.objects.count() for model in (Person, Household, Assessment, Completion)}
    counts |= {f"past of {model.__name__}": model.history.count() for model in (Person, Household, Assessment)}
    sample = []
    for household in Household.objects.order_by("file_no").select_related("head", "union", "employer")[
        : 25 * SAMPLE : 25
    ]:
        sample.append(
            {
                "file": of(household),
                "head": of(household.head),
                "assessments": [of(record) for record in household.assessments.order_by("assessed_on")],
                "completions": [str(record.on) for record in household.completions.order_by("on")],
                "past": [[past.history_type, str(past.file_no)] for past in household.history.all()],
            }
        )
    return {"counts": counts, "sample": sample}


STEPS = {
    "prepare": prepare,
    "facts": facts,
    "floor": stand_on_floor,
    "ours": bring_in_ours,
    "ours preview": preview_ours,
    "peer": bring_in_peer,
    "peer preview": preview_peer,
}


def run_step(name: str, folder: Path) -> None:
    """One step, in this process: prints what it gives, its seconds, and those that the processors worked for it and its
    children."""
    import django

    django.setup()
    books = sorted(folder.glob("*.xlsx"))
    if name.endswith("preview"):
        warm_up()
    start, at_start = time.perf_counter(), time.process_time()
    given = STEPS[name](books) or {}
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    work = sum(usage.ru_utime + usage.ru_stime for usage in used) - at_start
    say(json.dumps({"seconds": seconds, "work": work, **given}))


# What runs in the parent.


def peak_memory(process: "subprocess.Popen[bytes]") -> int:
    """MB that the process and its children took at most at one time, looked at until it ends.

    Looked at from outside, as a child's own ru_maxrss begins with what its parent had when it was started.
    """
    most = 0
    while process.poll() is None:
        most = max(most, _resident(process.pid))
        time.sleep(0.02)
    return most // 1024


def _resident(pid: int) -> int:
    """kB of a process and its children; 0 for one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return own + sum(_resident(int(child)) for child in children)


class Place:
    """Databases of the run's own, each a copy of one with an open office."""

    def __init__(self, folder: Path, postgres: str | None) -> None:
        self.folder, self.postgres = folder, postgres
        self.made: list[str] = []
        self.office = self._empty("office")
        self.step("prepare", self.office)

    def _empty(self, name: str, template: str = "template1") -> str:
        if self.postgres is None:
            return f"sqlite:///{self.folder / name}.sqlite3"
        import psycopg

        database = f"sanxin_bench_{os.getpid()}_{name}"
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        self.made.append(database)
        return urlsplit(self.postgres)._replace(path=f"/{database}").geturl()

    def new(self, name: str) -> str:
        """The URL of a new database with an open office."""
        if self.postgres is not None:
            return self._empty(name, self.made[0])
        url = self._empty(name)
        shutil.copy(self.office.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return url

    def step(self, name: str, database: str, books: Path | None = None) -> dict[str, Any]:
        """What the step gives, with `seconds` and `memory`."""
        told = self.folder / "told.json"  # a file, as a pipe would be full before anybody reads it
        with (
            told.open("w") as output,
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.imports", "--step", name, "--books", str(books or self.folder)],
                cwd=ROOT,
                env=os.environ
                | {
                    "DJANGO_SETTINGS_MODULE": "config.settings",
                    "SANXIN_VAR": str(self.folder / "var"),
                    "DATABASE_URL": database,
                },
                stdout=output,
            ) as process,
        ):
            memory = peak_memory(process)
        if process.returncode:
            raise SystemExit(f"The step {name} failed.")
        given: dict[str, Any] = json.loads(told.read_text().splitlines()[-1])
        return given | {"memory": memory}

    def drop(self) -> None:
        if self.postgres is not None:
            import psycopg

            with psycopg.connect(self.postgres, autocommit=True) as connection:
                for database in reversed(self.made):
                    connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def place(postgres: str | None) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="sanxin-bench-") as name:
        here = Place(Path(name), postgres)
        try:
            yield here
        finally:
            here.drop()


def books_of(here: Place, rows: int) -> Path:
    """A folder with workbooks of so many rows."""
    folder = here.folder / f"books{rows}"
    if not folder.exists():
        folder.mkdir()
        subprocess.run([sys.executable, "-m", "tests.bench.workbook", str(rows), str(folder)], cwd=ROOT, check=True,
                       env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "SANXIN_VAR": str(here.folder / "var")})  # fmt: skip
    return folder


def measure(here: Place, who: str, rows: int) -> tuple[str, dict[str, dict[str, float]]]:
    """The database, and for preview, first and second import rows a second, rows a second of work, and MB."""
    books, database = books_of(here, rows), here.new(who)
    found = {}
    for what, step in (("preview", f"{who} preview"), ("first import", who), ("second import", who)):
        given = here.step(step, database, books)
        found[what] = {
            "speed": rows / given["seconds"],
            "by work": rows / given["work"],
            "memory": given["memory"],
        }
    return database, found


def compare(here: Place, rows: int, peer_rows: int, floor_rows: int) -> None:
    ours_database, ours = measure(here, "ours", rows)
    peer_database, peer = measure(here, "peer", peer_rows)
    check_equal(here, ours_database, rows, peer_database, peer_rows)

    books, database = books_of(here, floor_rows), here.new("floor")
    at_floor_rows = here.step("ours", database, books)["seconds"]
    floor = here.step("floor", database, books)

    say(
        f"| {'PostgreSQL' if here.postgres else 'SQLite'} | ours, {rows:,} rows | peer, {peer_rows:,} rows | ratio "
        "| by processor time | memory |"
    )
    say("|---|---|---|---|---|---|")
    for what, own in ours.items():
        other = peer[what]
        memory = f"{own['memory']} MB, peer {other['memory']} MB"
        if rows == peer_rows:
            memory += f": {own['memory'] / other['memory']:.2f}"
        say(
            f"| {what} | {own['speed']:,.0f} rows/s | {other['speed']:,.0f} rows/s | {own['speed'] / other['speed']:.1f} × "
            f"| {own['by work'] / other['by work']:.1f} × | {memory} |"
        )
    say(
        f"| floor, {floor_rows:,} rows | ours {floor_rows / at_floor_rows:,.0f} rows/s | floor {floor_rows / floor['seconds']:,.0f} rows/s "
        f"| {at_floor_rows / floor['seconds']:.2f} × its time | | reading {floor['reading']:.1f} s, writing {floor['writing']:.1f} s |"
    )
    say()


def check_equal(here: Place, ours_database: str, rows: int, peer_database: str, peer_rows: int) -> None:
    """Raises AssertionError unless both wrote the same."""
    ours, peer = here.step("facts", ours_database), here.step("facts", peer_database)
    for found, read in ((ours, rows), (peer, peer_rows)):
        assert found["counts"]["Household"] == found["counts"]["Person"] == found["counts"]["Assessment"] == read
        for name in ("Person", "Household", "Assessment"):
            assert found["counts"][f"past of {name}"] == found["counts"][name], found["counts"]
    if rows == peer_rows:
        assert ours["counts"] == peer["counts"]
    for one, other in zip(ours["sample"], peer["sample"], strict=False):
        assert one == other, f"ours {one}\npeer {other}"


def show_growth(here: Place) -> None:
    say(f"| rows, {'PostgreSQL' if here.postgres else 'SQLite'} | files | seconds | rows/s | memory |")
    say("|---|---|---|---|---|")
    for rows in GROWTH:
        books = books_of(here, rows)
        given = here.step("ours", here.new(f"growth{rows}"), books)
        size = sum(path.stat().st_size for path in books.iterdir()) / 1e6
        say(
            f"| {rows:,} | {size:.1f} MB | {given['seconds']:.1f} | {rows / given['seconds']:,.0f} | {given['memory']} MB |"
        )
    say()


def main() -> None:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known.add_argument("--rows", type=int, default=100_000)
    known.add_argument("--peer-rows", type=int, default=5_000)
    known.add_argument("--floor-rows", type=int, default=20_000)
    known.add_argument("--postgres", metavar="URL")
    known.add_argument("--growth", action="store_true")
    known.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    known.add_argument("--books", type=Path, help=argparse.SUPPRESS)
    given = known.parse_args()
    if given.step:
        run_step(given.step, given.books)
        return
    with place(given.postgres) as here:
        if given.growth:
            show_growth(here)
        else:
            compare(here, given.rows, given.peer_rows, given.floor_rows)


if __name__ == "__main__":
    main()
