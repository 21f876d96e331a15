"""The lists for work: which files wait for somebody, each list defined once (domain.md 3; issue on the file of a household)."""

from django.utils.translation import gettext_lazy as _

from . import duplicates, kept, under_way, upkeep, waiting
from .new_line import look_again
from .worklist import Sight, UnionCount, Worklist

__all__ = ["WORKLISTS", "Sight", "UnionCount", "Worklist", "look_again"]

WORKLISTS = {
    worklist.slug: worklist
    for worklist in [
        Worklist(
            "waiting",
            _("Waiting for me"),
            _("Files whose next step you may take."),
            waiting.waiting_for,
            waiting.why,
            _("What the next step needs"),
            waiting.told,
            coming=True,
        ),
        Worklist(
            "returned",
            _("Returned for correction"),
            _("Files sent back, with what is to be put right."),
            under_way.returned,
            under_way.why_returned,
            _("What is to be put right"),
            under_way.tell_return,
        ),
        Worklist(
            "notice",
            _("Files on public notice"),
            _("Files on a public notice that nobody has objected to so far."),
            under_way.on_notice,
            under_way.why_on_notice,
            _("Whether the notice hangs"),
            under_way.tell_notice,
        ),
        Worklist(
            "notice-ending",
            _("Notices ending"),
            _("Files whose public notice ends within three working days or has ended."),
            under_way.ending,
            under_way.why_on_notice,
            _("Whether the notice hangs"),
            under_way.tell_notice,
        ),
        Worklist(
            "reexamination",
            _("Due for re-examination"),
            _("Files in force that were not examined for a year."),
            upkeep.due_for_reexamination,
            upkeep.why_due,
            _("Incomes, work, health, family, housing"),
            upkeep.tell_examination,
        ),
        Worklist(
            "new-line",
            _("Touched by a new standard"),
            _("Files in force that the standard now in force would judge otherwise, or cannot judge by their facts."),
            upkeep.by_new_line,
            upkeep.why_new_line,
            _("Incomes and expenses of the last 12 months"),
        ),
        Worklist(
            "never-helped",
            _("Never helped"),
            _("Files in force to which neither the office nor the city has paid anything yet."),
            upkeep.never_helped,
            upkeep.why_never_helped,
            _("What the household needs"),
        ),
        Worklist(
            "incomplete",
            _("Incomplete for reporting"),
            _("Files in force that lack facts which the city's tables ask for."),
            upkeep.incomplete,
            upkeep.why_incomplete,
            _("The missing facts"),
            upkeep.tell_gaps,
        ),
        Worklist(
            "proofs",
            _("Proofs running out"),
            _("Files with a proof that runs out within thirty days or has run out, and no later one."),
            upkeep.with_expiring_proofs,
            upkeep.why_proofs,
            _("The new proof"),
            upkeep.tell_proofs,
        ),
        Worklist(
            "school",
            _("Finishing school"),
            _("Files in force with somebody who finishes school this year."),
            upkeep.finishing_school,
            upkeep.why_school,
            _("Further school, work or neither"),
            upkeep.tell_school,
        ),
        Worklist(
            "alike",
            _("Likely duplicates"),
            _("Files that share facts with another file, until somebody has looked at the two."),
            duplicates.likely,
            duplicates.why_likely,
            _("Whether it is the same household"),
            duplicates.tell_likeness,
        ),
        Worklist(
            "kept",
            _("Kept long enough"),
            _("Closed files whose years of keeping are over: two people may agree to destroy them."),
            kept.kept_long_enough,
            kept.why_kept_long_enough,
            _("Whether anybody still needs the file"),
            kept.tell_keeping,
        ),
    ]
}
