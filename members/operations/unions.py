"""Found unions and find them again by the names that people write."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.models import Employer, Union
from office.history import Hand
from office.refusal import Refusal
from office.trail.acts import note

_SUFFIX = re.compile(r"(基层)?(工会联合会|联合工会委员会|联合工会|工会委员会|总工会|工会)$")
_CITY = re.compile(r"(市)?(总工会|工会)$")


def found(*, parent: Union | None, hand: Hand, **facts: Any) -> Union:
    """Found one union below `parent` (None: the root) and give it its place in the tree. Leaves the trail to its caller."""
    union = Union(parent=parent, **facts)
    hand.sign(union)
    plant(union)
    hand.wrote(union)
    return union


@transaction.atomic
def plant(union: Union) -> None:
    """Save a new union with its place in the tree: its path holds its key, which the database gives."""
    union.path = f"new {union.name}"[:120]
    union.skip_history_when_saving = True
    union.save()
    del union.skip_history_when_saving
    union.path = f"{union.parent.path if union.parent else ''}{union.pk:06d}/"
    union.save()


@transaction.atomic
def open_office(name: str, *, city: str, by: Any = None) -> Union:
    """The city federation (`city`, "滨江市" or "滨江市总工会") and the office's own union under it.

    Opening an office that is open changes nothing. Raises Refusal when another office is open.
    """
    federation_name = city if city.endswith("总工会") else f"{city}总工会"
    open_already = Union.objects.filter(kind=Union.Kind.SYSTEM).first()
    if open_already is not None:
        if (
            open_already.name == name
            and open_already.parent is not None
            and open_already.parent.name == federation_name
        ):
            return open_already
        raise Refusal(
            "name", "office.open", _("This database already belongs to %(office)s.") % {"office": open_already}
        )
    hand = Hand(by)
    federation = found(parent=None, hand=hand, name=federation_name, kind=Union.Kind.FEDERATION)
    office = found(parent=federation, hand=hand, name=name, kind=Union.Kind.SYSTEM)
    note("opened office", by=by, on=office)
    return office


def home(by: Any) -> Union:
    """The union that `by` works for; for a command (None) or a superuser the office's own.

    Raises Refusal `office.none` when no office is open, `office.not_yours` for staff who belong to no union.
    """
    if by is not None and by.union is not None:
        return by.union
    if by is not None and not by.is_superuser:
        raise Refusal("", "office.not_yours", _("You belong to no union yet. Please ask the administrator."))
    office = Union.objects.filter(kind=Union.Kind.SYSTEM).order_by("path").first()
    if office is None:
        raise Refusal(
            "", "office.none", _("No office is open yet. Open one first: manage.py open_office NAME --city NAME")
        )
    return office


def give_unions(records: Iterable[Any]) -> None:
    """Have every record's `union` at hand, one object for each union: a join would make one for each record."""
    found = list(records)
    unions = Union.objects.in_bulk({record.union_id for record in found})
    for record in found:
        record.union = unions[record.union_id]


@lru_cache(maxsize=4096)  # A unit stands in hundreds of rows.
def _plain(name: str) -> str:
    return re.sub(r"[\s（()）]+", "", unicodedata.normalize("NFKC", name)).upper()


class Unions:
    """The unions that `by` may enter data for, by every name they go by.

    滨江市第一纺织厂工会委员会, its employer 滨江市第一纺织厂, and 第一纺织厂 on a sheet's tab are one union. A short name that
    two unions share finds neither.
    """

    def __init__(self, by: Any) -> None:
        unions = list(Union.objects.select_related("parent") if by is None else Union.objects.visible_to(by))
        self.employer_of: dict[int, Employer] = {}
        self.by_word: dict[str, tuple[Union, Employer | None] | None] = {}
        self.sharing: dict[str, set[str]] = {}  # a word that several go by -> their names
        by_key = {union.pk: union for union in unions}
        employers = list(Employer.objects.filter(union__in=by_key).order_by("pk"))
        for employer in employers:
            self.employer_of.setdefault(employer.union_id, employer)
        cities = [_CITY.sub("", name) for name in Union.objects.filter(parent=None).values_list("name", flat=True)]
        prefixes = [prefix for city in cities for prefix in (f"{city}市", city)]
        for union in unions:
            only = self.employer_of.get(union.pk)
            for word in self._words(union.name, prefixes):
                self._learn(word, union, only)
            if union.code:
                self._learn(_plain(union.code), union, only)
        for employer in employers:
            for word in self._words(employer.name, prefixes):
                self._learn(word, by_key[employer.union_id], employer)

    @staticmethod
    def _words(name: str, prefixes: Iterable[str]) -> set[str]:
        plain = _plain(name)
        words = {plain, _SUFFIX.sub("", plain)}
        for prefix in prefixes:
            words |= {word.removeprefix(prefix) for word in words}
        return {word for word in words if len(word) > 1}

    def _learn(self, word: str, union: Union, employer: Employer | None) -> None:
        known = self.by_word.get(word, (union, employer))
        if known is not None and known[0].pk == union.pk:
            self.by_word[word] = (union, employer if known[1] is None else known[1])
        else:
            self.by_word[word] = None
            self.sharing.setdefault(word, {known[0].name} if known else set()).add(union.name)

    def find(self, *names: str | None) -> tuple[Union, Employer | None] | None:
        """The union of the first of `names` that says something, with its employer; None when it is not known."""
        for name in names:
            if name:
                plain = _plain(name)
                return self.by_word.get(plain) or self.by_word.get(_SUFFIX.sub("", plain))
        return None

    def all_called(self, name: str) -> list[str]:
        """The names of the unions that share this one; empty when it is one union's or nobody's."""
        plain = _plain(name)
        return sorted(self.sharing.get(plain) or self.sharing.get(_SUFFIX.sub("", plain)) or ())

    def find_any(self, texts: Iterable[str]) -> tuple[Union, Employer | None] | None:
        """The union that one of `texts` names, such as a sheet's tab or "填报单位：…" above its header."""
        for text in texts:
            for part in re.split(r"[:：]|\s{2,}|　", text):
                if found_here := self.find(part.strip()):
                    return found_here
        return None
