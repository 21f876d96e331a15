"""Where each field of the form of a file stands, in the order of the paper, and what the page shows of it."""

from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from office.money import grouped, to_money

# Section of the paper: its slug, its title, and each field with its width in twelfths.
SECTIONS: tuple[tuple[str, Promise, str], ...] = (
    ("head", gettext_lazy("Head"), (
        "name:3 sex:2 birthday:3 ethnic:2 political:2 marital:2 single_parent:2 health:2 work_status:2 model_worker:2 "
        "work_start:2 disease:4 disability_kind:2 disability_grade:2 disability_no:4 medical_insurance:3 allowance_no:3"
    )),
    ("work", gettext_lazy("Work"), (
        "union:6 employer:6 unit_nature:3 unit_condition:3 industry:4 migrant:2 origin:4 contract_start:4 contract_term:4"
    )),
    ("home", gettext_lazy("Home"), (
        "phone:3 phone2:3 address:6 hukou:3 hukou_region:3 postcode:2 housing:2 floor_area:2"
    )),
    ("causes", gettext_lazy("Why the household is in hardship"), (
        "cause:3 minor1:3 minor2:3 minor3:3 cause_text:12 zero_employment:3 self_help:3 category:3 assessed_on:3"
    )),
    ("assets", gettext_lazy("Assets"), (
        "dwellings:2 dwelling_area:2 savings:4 checked_on:4 vehicles:6 companies:6 accident:4 accident_kind:2 "
        "accident_cost:2 accident_loss:2 accident_compensated:2 assets_note:12"
    )),
    ("needs", gettext_lazy("Needs, bank and remarks"), (
        "bank:3 branch:3 card_no:4 level:2 note:9 version:3"
    )),
    ("legacy", gettext_lazy("On the forms of 2016 to 2020"), (
        "relief_target:3 relief_target_on:3 key_group:6 measures:12"
    )),
)  # fmt: skip
INCOME_FIELDS = "income_month:3 income_year:3 income_why:6"
FAMILY_FIELDS = (
    "number:3 name:3 relation:2 sex:2 birthday:2 political:2 health:2 disease:3 disability_kind:2 disability_grade:2 "
    "medical_insurance:2 occupation:3 place:3 school_from:2 school_years:2 income_month:2 able_idle:2 idle_proof:4 "
    "counted:2 why_not_counted:3"
)
# The long version of the table: behind one disclosure, as most families are entered in the short one.
MORE_FAMILY_FIELDS = (
    "ethnic:2 education:2 marital:2 hukou:3 same_hukou:3 mobile:3 phone2:3 model_worker:3 work_status:3 unit_nature:4 "
    "unit_condition:4 industry:4 contract_start:3 contract_term:3 note:12"
)
EXPENSE_FIELDS, MORE_EXPENSE_FIELDS = "who kind gross reimbursed note", "period_from:2 period_to:2 evidence:8"
INCOME_LINE_FIELDS = "who kind monthly months amount note"
OF_LEGACY = "2016"  # the version of the form that has the block of row 41 (domain.md 1.2)


@dataclass(frozen=True)
class Shown:
    """One field on the page. `when`: what must be chosen for it to show (static/js/form.js)."""

    field: BoundField
    width: int
    when: str = ""
    is_required: bool = False
    held: str = ""

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.field.errors]

    @property
    def is_telling(self) -> bool:
        """Whether something is written in it, or wrong: then it must not be hidden."""
        return bool(self.field.value()) or bool(self.field.errors)

    @property
    def is_locked(self) -> bool:
        return bool(self.field.field.disabled)


@dataclass(frozen=True)
class Wrong:
    """A sentence about a field (its name in the browser and its label, "" for the whole). `is_missing`: it is only empty."""

    name: str
    label: str
    sentence: str
    is_missing: bool = False


def net_of(gross: str | None, reimbursed: str | None) -> str:
    """What was borne of a bill, "" while either is no amount."""
    try:
        left = to_money(gross or "") - to_money(reimbursed or "0")
    except ValueError:
        return ""
    return grouped(left) if left >= 0 else ""
