"""The form of a file as a page shows it and as an operation wants it: fields, tables, errors beside both."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.models import Attachment, Household, HouseholdMember
from hardship.models import FileForm as Form
from hardship.operations.form_check import evidence_of
from hardship.rules.code_lists import EXCLUSIONS
from hardship.rules.family import STUDENTS
from hardship.rules.file_form import HEAD, MISSING, REQUIRED
from members.models import Employer, Union
from members.operations.unions import Unions
from office import identity
from office.calendar import age_on
from office.refusal import Refusal

from .form_fields import SHOWN_FOR_RELATIVES, SHOWN_WHEN, TABLES, FileForm, RowForm
from .form_known import words_of_region
from .form_layout import (
    EXPENSE_FIELDS,
    FAMILY_FIELDS,
    INCOME_FIELDS,
    INCOME_LINE_FIELDS,
    MORE_EXPENSE_FIELDS,
    MORE_FAMILY_FIELDS,
    OF_LEGACY,
    SECTIONS,
    Shown,
    Wrong,
    net_of,
)
from .form_state import State, blank_row, is_blank, ref_of

UNKNOWN = gettext_lazy("No union or employer of this name. Check the spelling, or add the union first.")
MOST_NAMES = 2000  # offered while typing; whoever has more writes the name out


class Sheet:
    """`state` in forms: with `is_tried` they are read and say what is wrong, else they only show it."""

    def __init__(self, state: State, *, staff: Any, household: Household | None, is_tried: bool) -> None:
        self.state, self.staff, self.household, self.is_tried = state, staff, household, is_tried
        data = state.data() if is_tried else None
        self.form = FileForm(data, initial=state.fields)
        self.rows: dict[str, list[RowForm]] = {
            table: [
                self._row(table, place, row, data if not is_blank(table, row) else None)
                for place, row in enumerate(state.rows[table])
            ]
            for table in TABLES
        }
        self.general: list[str] = []
        self._lock_known()
        region = self.form.fields["hukou_region"]
        region.help_text = words_of_region(state.fields.get("hukou_region", ""))

    def _row(self, table: str, place: int, row: Mapping[str, str], data: Any) -> RowForm:
        form = TABLES[table](data, prefix=f"{table}-{place}", initial=dict(row))
        if "who" in form.fields:
            form.fields["who"].widget.choices = self.whose
        if "evidence" in form.fields:
            form.fields["evidence"].widget.choices = self.proofs
        return form

    def _lock_known(self) -> None:
        """Whoever has an ID number is a person of the register: name, number, sex and birthday are put right there."""
        if self.household is not None and self.household.head.id_no:
            self._lock(self.form, ("number", "name", "sex", "birthday"), self.household.head)
        for place, form in enumerate(self.rows["family"]):
            member = self.members.get(self.state.rows["family"][place]["id"])
            if member is not None and member.person.id_no:
                self._lock(form, ("number", "name", "sex", "birthday"), member.person)
        if self.household is not None and self.household.state != Household.State.DRAFT:
            self.form.fields["union"].disabled = True
            self.form.initial["union"] = self.household.union.name

    @staticmethod
    def _lock(form: Any, names: tuple[str, ...], person: Any) -> None:
        for name in names:
            form.fields[name].disabled = True
            form.initial[name] = "" if name == "number" else getattr(person, name)

    @cached_property
    def members(self) -> dict[str, HouseholdMember]:
        if self.household is None:
            return {}
        return {str(member.pk): member for member in self.household.members.select_related("person")}

    @cached_property
    def whose(self) -> list[tuple[str, str]]:
        """The choices of whose a line is: the whole family, the head, and everybody in the table."""
        people = [("", _("the family")), (HEAD, self.state.fields.get("name") or _("the head"))]
        for place, row in enumerate(self.state.rows["family"]):
            if not is_blank("family", row) and not row.get("remove"):
                people.append((ref_of(row, place), row["name"] or f"{place + 1}"))
        return people

    @cached_property
    def proofs(self) -> list[tuple[str, str]]:
        """What an expense may rest on: the proofs of this file."""
        found = Attachment.objects.filter(pk__in=evidence_of(self.household))
        return [("", ""), *((str(proof.pk), f"{proof.get_kind_display()} · {proof.name}") for proof in found)]

    # What was read ------------------------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether every word could be read; whether the whole may be kept is for the operation to say."""
        forms = [self.form, *(form for rows in self.rows.values() for form in rows if form.is_bound)]
        sound = [form.is_valid() for form in forms]  # each, as each says what is wrong
        return all(sound)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """For each row of `values` its place on the page: rows that are blank or taken off are not among them."""
        return {
            table: [
                place
                for place, row in enumerate(rows)
                if not is_blank(table, row) and not row.get("remove")
            ]
            for table, rows in self.state.rows.items()
        }  # fmt: skip

    @cached_property
    def values(self) -> dict[str, Any]:
        """For hardship.operations.form.keep; what could not be read is left out."""
        self.is_valid()
        values = dict(self.form.cleaned_data)
        union, employer, problem = self._unit(values.pop("union", ""), values.pop("employer", ""))
        values |= {"union": union, "employer": employer, "known_number": ""}
        for name, refusal in problem:
            self._add_error(name, refusal)
        values.setdefault("found", {})
        if self.household is not None:
            self._keep_secrets(values, self.household)
            if self.household.head.id_no:
                values |= self._known(self.household.head)
            latest = self.household.assessments.first()
            values["stated_size"] = latest.family_size if latest is not None else None
        self._derive(values)
        for table in TABLES:
            values[table] = [self._values_of(table, place) for place in self.places[table]]
        return values

    def _values_of(self, table: str, place: int) -> dict[str, Any]:
        row = dict(self.rows[table][place].cleaned_data)
        if table == "family":
            raw = self.state.rows[table][place]
            row |= {"ref": ref_of(raw, place), "member": self.members.get(raw["id"]), "known_number": ""}
            row.setdefault("counted", True)
            if row.get("income_month") is None and row.get("occupation") in STUDENTS:
                row["income_month"] = Decimal(0)
            if row["member"] is not None and row["member"].person.id_no:
                row |= self._known(row["member"].person)
            self._derive(row)
        return row

    @staticmethod
    def _known(person: Any) -> dict[str, Any]:
        return {
            "number": None,
            "known_number": person.id_no,
            "name": person.name,
            "sex": person.sex,
            "birthday": person.birthday,
        }

    @staticmethod
    def _derive(values: dict[str, Any]) -> None:
        number = values.get("number")
        if number is not None:
            values["sex"] = values.get("sex") or number.sex
            values["birthday"] = values.get("birthday") or number.birthday

    @staticmethod
    def _keep_secrets(values: dict[str, Any], household: Household) -> None:
        """What is not shown is left as it is when nothing new was typed."""
        form = Form.objects.filter(household=household).first()
        for name, record in (("card_no", household), ("disability_no", form), ("allowance_no", form)):
            if not values.get(name) and record is not None:
                values[name] = getattr(record, name)

    def _unit(self, union: str, employer: str) -> tuple[Union | None, Employer | None, list[tuple[str, Refusal]]]:
        """The union and employer that are meant, by any name that a roster may call them by."""
        found, problem = self._union(union)
        if found is None:
            return None, None, [("union", problem)] if problem else []
        if not employer:
            return *found, []
        named = Employer.objects.visible_to(self.staff).filter(name=employer).first()
        if named is None:
            other = self.unions.find(employer)
            named = other[1] if other else None
        if named is None:
            return found[0], None, [("employer", Refusal("employer", "union.unknown", UNKNOWN))]
        return found[0], named, []

    def _union(self, name: str) -> tuple[tuple[Union, Employer | None] | None, Refusal | None]:
        held = self.household.union if self.household is not None else None
        if held is not None and (name == held.name or self.household.state != Household.State.DRAFT):
            return (held, self.unions.employer_of.get(held.pk)), None
        if not name:
            return None, None
        found = self.unions.find(name)
        if found is not None:
            return found, None
        several = self.unions.all_called(name)
        if several:
            said = _("Several unions go by this name. Write one in full: %(names)s") % {"names": "、".join(several)}
            return None, Refusal("union", "union.several", said)
        return None, Refusal("union", "union.unknown", UNKNOWN)

    @cached_property
    def unions(self) -> Unions:
        return Unions(self.staff)

    def refuse(self, refusals: tuple[Refusal, ...]) -> None:
        """Shows each refusal beside its field, else above the form."""
        for refusal in refusals:
            self._add_error(self._on_page(refusal.field), refusal)

    def _on_page(self, name: str) -> str:
        table, _dash, rest = name.partition("-")
        place, _dash, column = rest.partition("-")
        if table in TABLES and place.isdecimal():
            return f"{table}-{self.places[table][int(place)]}-{column}"
        return name

    def _add_error(self, name: str, refusal: Refusal) -> None:
        table, _dash, rest = name.partition("-")
        place, _dash, column = rest.partition("-")
        form: Any = self.form
        if table in TABLES and place.isdecimal():
            form, name = self.rows[table][int(place)], column
        if form.is_bound and name in form.fields:
            if not form.has_error(name):
                form.add_error(name, ValidationError(str(refusal.message), code=refusal.code))
        else:
            self.general.append(str(refusal.message))

    @property
    def day(self) -> date:
        """The day of the assessment."""
        return (self.values.get("assessed_on") if self.is_tried else None) or timezone.localdate()

    @property
    def wrong(self) -> list[Wrong]:
        """Everything that is wrong, in the order of the page."""
        found = [Wrong("", "", sentence) for sentence in self.general]
        if not self.is_tried:
            return found
        named = [("", self.form)]
        for table, rows in self.rows.items():
            named += [(self._called(table, place), form) for place, form in enumerate(rows) if form.is_bound]
        for called, form in named:
            for name, errors in form.errors.as_data().items():
                label = str(form.fields[name].label or "") if name in form.fields else ""
                label = f"{called}: {label}" if called else label
                for error in errors:
                    sentence = " ".join(error.messages)
                    found.append(Wrong(form.add_prefix(name), label, sentence, is_missing=error.code == MISSING))
        return found

    def _called(self, table: str, place: int) -> str:
        return self.state.rows[table][place].get("name", "") or f"{place + 1}"

    # What is shown ------------------------------------------------------------------------------------------------

    @property
    def number(self) -> Shown:
        return self._shown(self.form, "number", 4, held=self.household.head.masked_id if self.household else "")

    @property
    def age(self) -> int | None:
        """Of the head on record."""
        born = self.household.head.birthday if self.household else None
        return age_on(born, timezone.localdate()) if born else None

    @cached_property
    def sections(self) -> dict[str, tuple[Promise, list[Shown]]]:
        return {slug: (title, self._several(self.form, fields)) for slug, title, fields in SECTIONS}

    @property
    def income_fields(self) -> list[Shown]:
        return self._several(self.form, INCOME_FIELDS)

    @property
    def exclusions(self) -> list[tuple[BoundField, Shown]]:
        return [
            (self.form[f"found_{entry.code}"], self._shown(self.form, f"exception_{entry.code}", 7))
            for entry in EXCLUSIONS.entries
        ]

    @property
    def relatives(self) -> list[dict[str, Any]]:
        return [self._relative(place, form) for place, form in enumerate(self.rows["family"])]

    @property
    def incomes(self) -> list[dict[str, Any]]:
        return self._lines("incomes")

    @property
    def expenses(self) -> list[dict[str, Any]]:
        return self._lines("expenses")

    @property
    def has_proofs(self) -> bool:
        return len(self.proofs) > 1

    @property
    def legacy_version(self) -> str:
        return OF_LEGACY

    @property
    def is_legacy(self) -> bool:
        """Whether the block of the forms of 2016 to 2020 is shown: on a form of that time, or when something is in it."""
        fields = self.sections["legacy"][1]
        return self.form["version"].value() == OF_LEGACY or any(shown.is_telling for shown in fields)

    @property
    def blank(self) -> dict[str, dict[str, Any]]:
        """A blank row of each table, for the script to make more of."""
        relative = self._row("family", 0, blank_row("family"), None)
        relative.prefix = "family-__n__"
        lines = {}
        for table in ("incomes", "expenses"):
            form = self._row(table, 0, blank_row(table), None)
            form.prefix = f"{table}-__n__"
            lines[table] = self._line("__n__", form)
        return {"family": self._relative("__n__", relative), **lines}

    def _relative(self, place: int | str, form: RowForm) -> dict[str, Any]:
        member = self.members.get(self.state.rows["family"][place]["id"]) if isinstance(place, int) else None
        masked = member.person.masked_id if member is not None else ""
        fields = self._several(form, FAMILY_FIELDS, f"family-{place}-", held=masked)
        more = self._several(form, MORE_FAMILY_FIELDS, f"family-{place}-")
        born = member.person.birthday if member is not None else None
        return {
            "place": place, "number": place + 1 if isinstance(place, int) else "", "fields": fields, "form": form,
            "more": more, "is_open": any(shown.is_telling for shown in more),
            "age": age_on(born, timezone.localdate()) if born else None,
        }  # fmt: skip

    def _lines(self, table: str) -> list[dict[str, Any]]:
        return [self._line(place, form) for place, form in enumerate(self.rows[table])]

    def _line(self, place: int | str, form: RowForm) -> dict[str, Any]:
        is_expense = "gross" in form.fields
        fields = EXPENSE_FIELDS if is_expense else INCOME_LINE_FIELDS
        more = self._several(form, MORE_EXPENSE_FIELDS) if is_expense else []
        return {
            "place": place, "form": form, "fields": [Shown(form[name], 0) for name in fields.split()],
            "net": net_of(form["gross"].value(), form["reimbursed"].value()) if is_expense else "",
            "more": more, "is_open": any(shown.is_telling for shown in more),
        }  # fmt: skip

    def _several(self, form: Any, fields: str, prefix: str = "", held: str = "") -> list[Shown]:
        shown = []
        for part in fields.split():
            name, _colon, width = part.partition(":")
            shown.append(self._shown(form, name, int(width), prefix, held if name == "number" else ""))
        return shown

    def _shown(self, form: Any, name: str, width: int, prefix: str = "", held: str = "") -> Shown:
        when = (SHOWN_FOR_RELATIVES.get(name) if prefix else None) or SHOWN_WHEN.get(name, "")
        if not prefix and not held:
            held = self._held.get(name, "")
        return Shown(form[name], width, f"{prefix}{when}" if when else "", not prefix and name in REQUIRED, held)

    @cached_property
    def _held(self) -> dict[str, str]:
        """What is on record and not written into the page, as the eye may see it."""
        if self.household is None:
            return {}
        form = Form.objects.filter(household=self.household).first()
        return {
            "number": self.household.head.masked_id,
            "card_no": identity.mask_card(self.household.card_no),
            "disability_no": identity.mask_card(form.disability_no) if form else "",
            "allowance_no": identity.mask_card(form.allowance_no) if form else "",
        }

    def known_units(self) -> Iterator[str]:
        yield from Union.objects.visible_to(self.staff).order_by("path").values_list("name", flat=True)[:MOST_NAMES]

    def known_employers(self) -> Iterator[str]:
        yield from Employer.objects.visible_to(self.staff).order_by("name").values_list("name", flat=True)[:MOST_NAMES]
