"""What contradicts itself in a family and what is only odd, asked about one relative after the other (domain.md 1.3).

The form asks for its whole table, a roster for one row whose relatives came before it or are on record, the admin for the
rows of its table: all ask these functions, so that the same mistake is told in the same words wherever it is made.

A relative is a mapping of the facts of hardship.operations.form.FAMILY_FACTS with `name`, `birthday` and the ID number:
`number` (office.identity.IdNumber or None), or `known_number` as text. A fact that nobody asked for is not judged. The
Reasons name the fact they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.rules.needs import Reason
from office.calendar import age_on

Relative = Mapping[str, Any]
SPOUSES = frozenset({"spouse", "husband", "wife"})
CHILDREN = frozenset({"son", "daughter", "child"})
PARENTS = frozenset({"father", "mother"})
STUDENTS = frozenset({"primary", "junior", "senior", "vocational", "college", "postgraduate", "student"})
WORKERS = frozenset({"employed", "migrant"})
WORKING_AGE = 16
WRITE_THE_NAME: Promise = _("Write the name.")
CHOOSE_THE_RELATION: Promise = _("Choose the relation to the head.")


def number_of(person: Relative) -> str:
    """The ID number in 18 characters, "" where none is known."""
    number = person.get("number")
    return person.get("known_number") or (number.number if number else "")


def key_of(relative: Relative) -> str:
    """By what one of a family is told from the others: the ID number, else name and relation; "" while neither is known."""
    name, relation = relative.get("name"), relative.get("relation")
    return number_of(relative) or (f"{name} {relation}" if name and relation else "")


def contradictions(relative: Relative, head: Relative, others: Iterable[Relative]) -> Iterator[Reason]:
    """What cannot be true of `relative`, who comes to the `others` in the family of `head`."""
    if not relative.get("name"):
        yield Reason("required", WRITE_THE_NAME, "name")
    if not relative.get("relation"):
        yield Reason("required", CHOOSE_THE_RELATION, "relation")
    number, relation = number_of(relative), relative.get("relation")
    if number and number == number_of(head):
        yield _is_head("number")
    elif relation == "self":
        yield _is_head("relation")
    others = list(others)
    key = key_of(relative)
    if key and any(key_of(other) == key for other in others):
        yield twice()
    if relation in SPOUSES and any(other.get("relation") in SPOUSES for other in others):
        yield Reason("family.two_spouses", _("The family already has a husband or wife."), "relation")
    born, theirs = head.get("birthday"), relative.get("birthday")
    if born and theirs and relation in CHILDREN and theirs <= born:
        yield Reason("family.child_older", _("A child is younger than its parent. Check both."), "birthday")
    if born and theirs and relation in PARENTS and theirs >= born:
        yield Reason("family.parent_younger", _("A parent is older than the child. Check both."), "birthday")
    if not relative.get("counted", True) and not relative.get("why_not_counted"):
        yield Reason("family.why_not_counted", _("Write why this person is not counted."), "why_not_counted")
    if head.get("zero_employment") and works(relative):
        yield works_all_the_same(relative, "occupation" if relative.get("occupation") in WORKERS else "work_status")


def _is_head(field: str) -> Reason:
    return Reason("person.is_head", _("The head is not listed again among the family."), field)


def twice() -> Reason:
    """For the second row of one person."""
    return Reason("id.duplicate_in_file", _("This person stands in the family twice."), "number")


def works(relative: Relative) -> bool:
    """Whether the relative is at work and counted in the family."""
    is_employed = relative.get("occupation") in WORKERS or relative.get("work_status") == "employed"
    return is_employed and bool(relative.get("counted", True))


def works_all_the_same(person: Relative, field: str) -> Reason:
    """For somebody at work in a family of which the form says that nobody is."""
    said = _("%(name)s is at work: then it is not true that nobody of the family works.")
    return Reason("zero_employment.works", said % {"name": person.get("name") or ""}, field)


def remarks(relative: Relative) -> Iterator[Reason]:
    """What is odd about one of the family, and may be true all the same."""
    name = {"name": relative.get("name") or ""}
    if relative.get("occupation") in STUDENTS and relative.get("income_month"):
        yield Reason("student.income", _("%(name)s is a student with an income: is that right?") % name, "income_month")
    born: date | None = relative.get("birthday")
    began: date | None = relative.get("contract_start")
    if born and began and born < began and age_on(born, began) < WORKING_AGE:
        yield Reason(
            "contract.young",
            _("%(name)s: the contract or service began before the age of 16. Is the day right?") % name,
            "contract_start",
        )
