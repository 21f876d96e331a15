"""`import_rosters` as the tests of this folder call it, and the year's figures."""

import io
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command

from members.models import Union
from office.calendar import Period
from office.reporting.figures import FIGURES

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "fixtures" / "demo"
FAULTY = ROOT / "tests" / "files" / "03困难职工档案花名册-含错误.xlsx"
EXPECTED = json.loads((DEMO / "expected.json").read_text(encoding="utf-8"))
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
OFFICE, CITY = "滨江市轻工系统工会", "滨江市总工会"


@dataclass
class Told:
    """What the command said: its exit status, the entry of each file, the lines it printed, the sentence of its refusal."""

    status: int
    files: list[dict[str, Any]]
    lines: str
    refusal: str

    @property
    def counts(self) -> dict[str, tuple[int, int, int, int]]:
        """created, updated, unchanged, rejected by kind."""
        return {
            entry["kind"]: tuple(entry[name] for name in ("created", "updated", "unchanged", "rejected"))
            for entry in self.files
        }

    @property
    def codes(self) -> list[str]:
        return [error["code"] for entry in self.files for error in entry["errors"]]

    @property
    def remarks(self) -> str:
        return "\n".join(remark for entry in self.files for remark in entry["remarks"])


def import_rosters(*paths: Path, **options: Any) -> Told:
    """Run the command as a terminal would."""
    out, err = io.StringIO(), io.StringIO()
    status, files = 0, []
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        try:
            call_command("import_rosters", *paths, json=answer, stdout=out, stderr=err, **options)
        except SystemExit as end:
            status = end.code
        if answer.exists():
            files = json.loads(answer.read_text(encoding="utf-8"))["files"]
    return Told(status, files, out.getvalue(), err.getvalue())


def open_office() -> None:
    call_command("open_office", OFFICE, city=CITY, stdout=io.StringIO())


def figures() -> dict[str, int | str]:
    """Every figure of the year as `expected.json` writes it."""
    office = Union.objects.get(name=OFFICE)
    values = {code: figure.value(office, YEAR) for code, figure in FIGURES.items()}
    return {code: value if isinstance(value, int) else f"{value:.2f}" for code, value in values.items()}
