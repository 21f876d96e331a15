"""What a public notice says of its households: out of the files while it is a draft, as frozen once it is posted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from hardship.models import Household, Notice, NoticeLine, Step
from hardship.rules.consents import Given, Relative, missing
from hardship.rules.kinds import AID_KINDS
from hardship.rules.needs import Reason
from hardship.rules.notices import LineFacts, objections_to_line, shown, shown_together
from members.models import Union

PURPOSE = "notice"
# All that a line is made of, whatever the number of lines.
NEEDED = ("head", "employer", "union", "assessments", "members__person", "consents")


@dataclass(frozen=True, slots=True)
class Standing:
    """A household on a draft: who of the family has not agreed yet (names), and what else keeps it off the notice."""

    household: Household
    not_agreed: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def is_ready(self) -> bool:
        return not self.not_agreed and not self.reasons


def ready(union: Union) -> QuerySet[Household]:
    """The files of `union` and those below it that wait for a notice: the review has passed, and no draft holds them yet."""
    last_of_review = Step.objects.filter(
        household=OuterRef("pk"), code__in=("review_passed", "verification_done", "hand_in")
    ).order_by("-pk")
    waiting = NoticeLine.objects.filter(notice__state=Notice.State.DRAFT).values("household")
    files: QuerySet[Household] = (
        Household.objects.within(union)
        .filter(state=Household.State.REVIEWING)
        .annotate(review=Subquery(last_of_review.values("code")[:1]))
        .filter(review="review_passed")
        .exclude(pk__in=waiting)
    )
    return files


def standings(households: Sequence[Household], on: date) -> list[Standing]:
    """How each household stands to a notice posted `on`, in their order. As many queries for one as for two hundred."""
    prefetch_related_objects(list(households), *NEEDED)
    found = []
    for household in households:
        silent = tuple(not_agreed(household, on))
        # Who has not agreed is told by name, which says more than that somebody has not.
        reasons = objections_to_line(_facts(household, agreed=True), on)
        if household.state != Household.State.REVIEWING:
            reasons = (Reason("notice.not_ready", _("This file does not wait for a notice any more.")), *reasons)
        found.append(Standing(household, silent, reasons))
    return found


def not_agreed(household: Household, on: date) -> list[str]:
    """The names of the adults who have not agreed to the publication by that day. Reads what is prefetched already."""
    family = [Relative(household.head.pk, household.head.name, household.head.birthday)]
    family += [
        Relative(member.person_id, member.person.name, member.person.birthday, member.counted)
        for member in household.members.all()
    ]
    given = [Given(one.person_id, one.purpose, one.signed_on, one.withdrawn_on) for one in household.consents.all()]
    return [relative.name for relative in missing(family, given, PURPOSE, on)]


def table(lines: Iterable[NoticeLine], on: date) -> list[dict[str, str]]:
    """What stands in each line of a notice posted `on`, masked, in their order. Raises ValueError for a minor."""
    lines = list(lines)
    prefetch_related_objects([line.household for line in lines], *NEEDED)
    return shown_together([_facts_of(line) for line in lines], on)


def shown_lines(notice: Notice, on: date) -> list[tuple[NoticeLine, dict[str, str]]]:
    """Each line of a notice with what stands there: frozen, or as a draft would read if it were posted `on`. Lines that were
    struck off are among them.

    A draft shows nothing of a household whose head is a minor.
    """
    lines = list(notice.lines.select_related("household"))
    if notice.state != Notice.State.DRAFT:
        return [(line, line.shown) for line in lines]
    households = [line.household for line in lines]
    prefetch_related_objects(households, *NEEDED)
    facts = [_facts_of(line) for line in lines]
    adult = [one for one in facts if not _names_a_minor(one, on)]
    cells = dict(zip((one.file_no for one in adult), shown_together(adult, on), strict=True))
    return [(line, cells.get(line.household.file_no, {})) for line in lines]


def _names_a_minor(facts: LineFacts, on: date) -> bool:
    try:
        shown(facts, on)
    except ValueError:
        return True
    return False


def _facts_of(line: NoticeLine) -> LineFacts:
    aid = AID_KINDS.get(line.aid)
    # What hangs is Chinese whatever language the screen speaks.
    return replace(_facts(line.household), aid=aid.words[0] if aid else "", amount=line.amount)


def _facts(household: Household, *, agreed: bool = False) -> LineFacts:
    # What the rules found decides; what was only stated stands in where nothing has been judged yet.
    latest = next(
        iter(sorted(household.assessments.all(), key=lambda one: (one.assessed_on, one.pk), reverse=True)), None
    )
    counted = 1 + sum(member.counted for member in household.members.all())
    unit = household.employer.name if household.employer else household.union.name
    return LineFacts(
        file_no=household.file_no,
        name=household.head.name,
        birthday=household.head.birthday,
        unit=unit,
        category=(latest.verdict.get("category") or latest.category) if latest else "",
        cause=latest.cause if latest else "",
        family_size=(latest.family_size if latest else None) or counted,
        has_consent=agreed,
    )
