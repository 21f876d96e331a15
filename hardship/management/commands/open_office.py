"""An empty office: the city federation, the office's union under it, funds and roles."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from hardship.operations.funds import open_funds
from members.operations.unions import open_office
from office.refusal import Refusal


class Command(BaseCommand):
    help = "Opens an empty office under its city federation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the office's union, for example 滨江市轻工系统工会")
        parser.add_argument(
            "--city", required=True, metavar="NAME", help="its city or city federation, for example 滨江市总工会"
        )

    def handle(self, *args: Any, name: str, city: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                office = open_office(name, city=city)
                open_funds(office)
        except Refusal as refusal:
            self.stderr.write(str(refusal.message))
            raise SystemExit(2) from refusal
        self.stdout.write(_("%(office)s is open, under %(city)s.") % {"office": office, "city": office.parent})
