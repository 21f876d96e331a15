"""Hostile files through the upload page of a real server: each is read or answered with a sentence, nothing is saved, and
everybody else is answered meanwhile."""

import json
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password

from office.models import Job, Upload, Workbook
from office.workbooks.importing import SUFFIXES
from office.workbooks.parsing.bounds import Limits
from office.workbooks.uploads import MOST_FILES
from tests.people import PASSWORD
from tests.trials.hostile_files import LOCK_FILE, counts, hostile_files
from tests.trials.serving import BLOCK, Visitor, Watch, serving

SLOWEST = 10  # seconds in which the log-in page is answered, whatever is being read
OVER = b"it is over"
MOST = {"server": 400, "worker": 900, "reader": Limits().memory_bytes // BLOCK}  # MB


@pytest.fixture
def office(transactional_db, office, settings):
    """The server knows no passwords of tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    office.officer.password = make_password(PASSWORD)
    office.officer.save()
    return office


@pytest.fixture
def served(office, tmp_path) -> Iterator[tuple[Visitor, Watch]]:
    """The officer at the server, while somebody watches it."""
    with serving(tmp_path / "var") as (server, address), Watch(server, address) as watch:
        officer = Visitor(address)
        officer.log_in("officer", PASSWORD)
        yield officer, watch


@contextmanager
def nobody_may_knock() -> Iterator[str]:
    """The beginning of an address on this computer. Fails in the end when anybody knocked there."""
    knocked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def listen() -> None:
            """Until we knock ourselves: so it is certain that others would have been heard."""
            while True:
                visitor, _address = door.accept()
                with visitor:
                    visitor.settimeout(5)
                    if (said := visitor.recv(200)) == OVER:
                        return
                    knocked.append(said)

        ear = threading.Thread(target=listen, daemon=True)
        ear.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
        with socket.create_connection(door.getsockname()) as own:
            own.sendall(OVER)
        ear.join(timeout=10)
        assert not ear.is_alive()
    assert not knocked


def saved() -> dict[str, int]:
    """How much there is of everything that an import could write."""
    models: list[Any] = [model for app in ("members", "hardship") for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model._base_manager.count() for model in models}


def brought_in(officer: Visitor, files: Sequence[tuple[str, bytes]]) -> list[Workbook]:
    """Bring files in as one set, wait for the end of its trial, and look at its page."""
    answer = officer.bring([(name, [content]) for name, content in files])
    assert answer.status == 200, answer.text
    assert answer.address.startswith("/imports/"), answer.address
    officer.wait_for(answer.address)
    upload = Upload.objects.latest("pk")
    assert answer.address == f"/imports/{upload.pk}/"
    upload.job.refresh_from_db()
    assert (upload.state, upload.job.state) == (Upload.State.TRIED, Job.State.DONE), upload.job.error
    assert officer.ask(answer.address).status == 200
    workbooks = list(upload.workbooks.order_by("pk"))
    assert len(workbooks) == len(files)
    return workbooks


def check_sentence(sentence: str) -> None:
    assert sentence.strip()
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert "%(" not in sentence


def check_server(watch: Watch) -> None:
    sys.stdout.write(f"\n{watch.tell()}\n")
    assert {status for status, _seconds in watch.answers} == {200}
    assert watch.slowest < SLOWEST
    # A worker that died would have left its job to another.
    assert Job.objects.values("worker", "attempts").distinct().get()["attempts"] == 1
    for name, most in MOST.items():
        assert watch.peaks[name] < most, name


def portions(files: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(files), MOST_FILES):
        yield files[start : start + MOST_FILES]


def test_hostile_files_of_our_own(office, served):
    officer, watch = served
    before = saved()
    with nobody_may_knock() as outside:
        files = hostile_files(outside)
        workbooks = brought_in(officer, [(file.name, file.content) for file in files])
        for file, workbook in zip(files, workbooks, strict=True):
            check_outcome(file, workbook)
        # Among workbooks it is passed over; alone it is answered.
        (lock,) = brought_in(officer, [(LOCK_FILE.name, LOCK_FILE.content)])
        check_outcome(LOCK_FILE, lock)
        for workbook in workbooks:
            if workbook.state == Workbook.State.READY:
                marked = officer.ask(f"/imports/{workbook.upload_id}/{workbook.pk}/marked/")
                assert marked.status == 200, workbook.name
                assert b"vbaProject" not in marked.content
        assert officer.ask("/imports/").status == 200
    assert saved() == before
    check_server(watch)


def check_outcome(file, workbook):
    assert workbook.name == Path(file.name).name
    if file.codes:
        assert workbook.state == Workbook.State.REFUSED, file.name
        assert workbook.refusal["code"] in file.codes, file.name
        check_sentence(workbook.refusal["message"])
        assert not workbook.runs.exists()
    else:
        assert (workbook.state, workbook.refusal) == (Workbook.State.READY, {}), file.name
        assert counts(workbook) == file.found, file.name
        file.check(workbook)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(office, served):
    officer, watch = served
    size = Limits().file_bytes + BLOCK
    answer = officer.bring([("大.xlsx", (bytes(BLOCK) for _block in range(size // BLOCK)))], size=size)
    assert answer.status == 400
    assert f"{Limits().file_bytes // BLOCK} MB" in answer.text
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    sys.stdout.write(f"\n{watch.tell()}\n")
    assert watch.peaks["server"] < MOST["server"]
    assert watch.slowest < SLOWEST


@pytest.mark.shared
def test_hostile_files_of_other_people(office, served, shared):
    officer, watch = served
    before = saved()
    cases = json.loads((shared / "hostile" / "expected.json").read_text(encoding="utf-8"))
    # What is no workbook by its name is passed over where there are workbooks, so it comes by itself.
    known = [case for case in cases if is_workbook_by_name(case["file"])]
    others = [case for case in cases if case not in known]
    met = 0
    for portion in [*portions(known), *portions(others)]:
        files = [(Path(case["file"]).name, (shared / "hostile" / case["file"]).read_bytes()) for case in portion]
        for case, workbook in zip(portion, brought_in(officer, files), strict=True):
            check_expected(case, workbook)
            met += 1
    assert met == len(cases)
    assert saved() == before
    check_server(watch)


def is_workbook_by_name(file: str) -> bool:
    name = Path(file).name
    return Path(name).suffix.lower() in SUFFIXES and not name.startswith("~$")


def check_expected(case, workbook):
    assert workbook.name == Path(case["file"]).name
    if workbook.state == Workbook.State.REFUSED:
        check_sentence(workbook.refusal["message"])
        # A file that can be read may still be no roster of ours.
        is_read = workbook.refusal["code"].startswith("roster.")
        assert is_read or case["expect"] not in ("read", "row_errors"), (case["file"], workbook.refusal)
        assert not workbook.runs.exists()
    else:
        assert workbook.state == Workbook.State.READY
        assert case["expect"] != "refuse", case["file"]
        assert workbook.runs.exists()
    assert "root:x:" not in str(workbook.seen)
