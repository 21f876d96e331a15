"""The demonstration office: a year of workbooks, five people, the annual summary."""

import json
import os
import secrets
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from hardship.models import Standard
from hardship.operations.funds import open_funds
from members.models import Staff, Union
from members.operations.staff import engage
from members.operations.unions import open_office
from members.roles import ROLES
from office.calendar import Period
from office.documents.pdf import PrintingUnavailable
from office.refusal import Refusal
from office.reporting.reports import REPORTS
from office.workbooks.importing import bring_in, open_all, workbooks_in
from office.workbooks.models import Run

OFFICE, CITY, YEAR = "滨江市轻工系统工会", "滨江市总工会", 2025
STANDARD_FROM = date(2025, 1, 1)
STANDARD = {
    "line": Decimal("850.00"),
    "minimum_wage": Decimal("2010.00"),
    "document": "滨民发〔2025〕1号",
}
PEOPLE = {"clerk": "林晓燕", "officer": "周建华", "cashier": "贺敏", "administrator": "孟凡", "auditor": "谢正清"}


class Command(BaseCommand):
    help = "Opens the demonstration office from fixtures/demo, writes its annual summary, prints a login for each role."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                office = open_office(OFFICE, city=CITY)
                open_funds(office)
                Standard.objects.get_or_create(union=office, effective_from=STANDARD_FROM, defaults=STANDARD)
        except Refusal as refusal:
            self.stderr.write(str(refusal.message))
            raise SystemExit(2) from refusal
        self._import()
        written = self._write_summary(office)
        logins = self._engage(office)
        for path in written:
            self.stdout.write(str(path))
        self.stdout.write(_("Logins:"))
        for role, (username, password) in logins.items():
            self.stdout.write(f"  {ROLES[role].label}　{PEOPLE[role]}　{username}　{password}")

    def _import(self) -> None:
        # Each file is a transaction of its own: whoever was interrupted goes on with the files that are still missing.
        imported = set(Run.objects.values_list("workbook__name", flat=True))
        folder = Path(settings.BASE_DIR) / "fixtures" / "demo"
        missing = [path for path in workbooks_in([folder]) if path.name not in imported]
        if not missing:
            self.stdout.write(_("The workbooks are imported already."))
            return
        self.stdout.write(_("Importing the year's workbooks, which takes about half a minute."))
        bring_in(
            open_all(missing),
            by=None,
            told=lambda result: self.stdout.write(f"  {result.recognised.path.name}: {result.read}"),
        )

    def _write_summary(self, office: Union) -> list[Path]:
        report = REPORTS["annual"]
        built = report.build(office, Period.of_year(YEAR))
        written = []
        for form in ("pdf", "xlsx"):
            path = Path(settings.VAR) / f"{OFFICE}{YEAR}年度工作情况.{form}"
            try:
                path.write_bytes(report.write(built, form))
            except PrintingUnavailable as unavailable:
                self.stderr.write(str(unavailable))
                continue
            written.append(path)
        return written

    def _engage(self, office: Union) -> dict[str, tuple[str, str]]:
        """Logins with passwords made up on the first run and kept in var, as they are for showing around only."""
        kept = Path(settings.VAR) / "logins.json"
        logins: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        for role, name in PEOPLE.items():
            if not Staff.objects.filter(username=role).exists():
                password = f"sanxin-{secrets.token_hex(4)}"
                engage(role, name=name, union=office, role=role, password=password, by=None)
                logins[role] = (role, password)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(logins, file, ensure_ascii=False, indent=1)
        return {role: tuple(login) for role, login in logins.items()}
