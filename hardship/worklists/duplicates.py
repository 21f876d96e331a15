"""Files that may be of one household, until somebody has looked at them side by side."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardship.models import Likeness

from .latest import FILE, of_latest
from .worklist import Files, Sight

ALIKE: dict[str, Promise] = {
    "name_birthday": gettext_lazy("name and birthday"),
    "address": gettext_lazy("address"),
    "phone": gettext_lazy("telephone"),
}


def _open(side: str) -> QuerySet[Any]:
    return Likeness.objects.filter(said=Likeness.Said.OPEN).values(side)


def likely(files: Files, sight: Sight) -> Files:
    return files.filter(Q(pk__in=_open("first")) | Q(pk__in=_open("second")))


def tell_likeness(files: Files, sight: Sight) -> Files:
    pairs = Likeness.objects.filter(Q(first=FILE) | Q(second=FILE), said=Likeness.Said.OPEN).order_by("pk")
    others = {"union__name": "other_union", "union__path": "other_path", "file_no": "other_no"}
    told = {
        name: of_latest(
            pairs.annotate(other=Case(When(first=FILE, then=F(f"second__{path}")), default=F(f"first__{path}"))),
            "other",
        )
        for path, name in others.items()
    }
    return files.annotate(alike=of_latest(pairs, "alike"), **told)


def why_likely(file: Any, sight: Sight) -> str:
    """What the two files have in common; the number of the other one for whoever may see it, else its union's name."""
    staff = sight.staff
    seen = staff.is_superuser or (staff.union is not None and file.other_path.startswith(staff.union.path))
    facts = {
        "other": file.other_no if seen else file.other_union,
        "facts": ", ".join(str(ALIKE.get(code, code)) for code in file.alike),
    }
    if seen:
        return _("The same %(facts)s as file %(other)s") % facts
    return _("The same %(facts)s as a file of %(other)s") % facts
