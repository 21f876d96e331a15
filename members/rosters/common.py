"""What rosters of both floors share: the words for a unit and an ID number, and the checks of a person's columns."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from members.models import Employer, Union
from members.operations.people import differences
from members.operations.unions import Unions
from office.refusal import Refusal
from office.workbooks.roster import Row, Setting

NUMBER_WORDS = [
    "身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号码", "有效证件号码",
    "身份证件号", "身份证件号码", "居民身份证号", "证件号", "证件号码", "身份号码",
]  # fmt: skip
UNIT_WORDS = [
    "工作单位", "单位名称", "所在单位", "单位", "所属单位", "基层工会",
    "工会名称", "填报单位", "所属工会", "所在工会", "企业名称", "所属基层工会",
    "基层工会名称", "工作单位名称", "职工所在单位", "所在单位名称", "工作单位及职务", "工作单位或家庭地址",
]  # fmt: skip


def named(rows: Iterable[Row]) -> Iterator[tuple[str, date, str]]:
    """Name, birthday and ID number ("" for none) of everybody in `rows` whose birthday is known, by the number or as written."""
    for row in rows:
        number = row.values.get("number")
        born = number.birthday if number else row.values.get("birthday")
        if row.values.get("name") and born:
            yield row.values["name"], born, number.number if number else ""


class Twice:
    """Rows whose person already stands in the file. Told before anything else about the number, as it explains the rest."""

    def __init__(self) -> None:
        self.seen: set[int] = set()  # hashes, as a workbook may have a million rows

    def refuses(self, row: Row, key: Hashable = None) -> bool:
        """Whether this person stood in an earlier sound row with the same `key`; the row is then refused."""
        number = row.values.get("number")
        if number is None:
            return False
        person = hash((number.number, key))
        if person in self.seen:
            row.refuse("number", "id.duplicate_in_file", _("This ID number stands in the file twice."))
            return True
        if not row.problems:
            self.seen.add(person)
        return False


def contradictions(row: Row) -> None:
    """Sex and birthday as written must be those of the ID number (domain.md 1.2, rows 5 and 8)."""
    number = row.values.get("number")
    if number is None:
        return
    for refusal in differences(number, row.values.get("sex"), row.values.get("birthday")):
        row.refuse(refusal.field, refusal.code, refusal.message)


def check_units(rows: Iterable[Row], unions: Unions, setting: Setting) -> None:
    """Tell rows that cannot go in anyway whether their unit is unknown as well, so that all is put right at once."""
    for row in rows:
        if row.problems and row.values.get("unit"):
            try:
                find_union(row, unions, setting)
            except Refusal as refusal:
                row.refused(refusal)


def find_union(row: Row, unions: Unions, setting: Setting) -> tuple[Union, Employer | None]:
    """The union of a row: what its unit column says; without one, the section of the sheet that it stands in, the sheet's
    name, or what stands above the header.

    Raises Refusal `union.unknown`, or `union.several` for a name that several go by.
    """
    unit = row.values.get("unit")
    if unit:
        if found := unions.find(unit):
            return found
        if several := unions.all_called(unit):
            raise Refusal(
                "unit",
                "union.several",
                _("Several unions go by this name. Write one in full: %(names)s") % {"names": "、".join(several)},
            )
        raise Refusal(
            "unit", "union.unknown", _("No union or employer of this name. Check the spelling, or add the union first.")
        )
    place = setting.places[row.sheet]
    if found := unions.find_any([row.section, place.name, *place.above]):
        return found
    raise Refusal("unit", "union.unknown", _("Which unit? The row names none, and neither does its sheet."))
