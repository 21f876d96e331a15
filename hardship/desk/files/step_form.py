"""The form of one step: what its table asks for, as fields; the answers, as the operation takes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardship.models import Attachment, Household
from hardship.operations.steps import MOST_TEXT, receivers
from hardship.rules.code_lists import CLOSING_REASONS
from hardship.rules.lifecycle import Step
from office.refusal import Refusal

# What ends a file, sends it back or hands it on is asked about once more in its own colour.
GRAVE = frozenset({"close", "refuse", "withdraw"})


@dataclass
class Field:
    """`kind` is text, day or choice; `options` are (value, label). `error` is the sentence beside it."""

    name: str
    kind: str
    label: Promise
    required: bool
    value: str = ""
    options: list[tuple[str, Any]] = field(default_factory=list)
    error: str = ""
    hint: str | Promise = ""


@dataclass
class StepForm:
    """`error` belongs to no field: why the step cannot be taken at all. `most`: characters of a text."""

    step: Step
    household: Household
    fields: list[Field]
    error: str = ""
    most: int = MOST_TEXT

    @property
    def code(self) -> str:
        return self.step.code

    @property
    def label(self) -> Promise:
        return self.step.label

    @property
    def url(self) -> str:
        return reverse("desk:file_step", args=[self.household.pk, self.step.code])

    @property
    def is_grave(self) -> bool:
        return self.step.code in GRAVE

    def refuse(self, refusal: Refusal) -> None:
        """Put the sentence beside the field it is about, else above the form."""
        meant = next((one for one in self.fields if one.name == refusal.field), None)
        if meant is None:
            self.error = str(refusal.message)
        else:
            meant.error = str(refusal.message)


def form_of(household: Household, step: Step, given: Mapping[str, str] | None = None) -> StepForm:
    """The empty form, or with what was typed into it."""
    fields = list(_fields(household, step))
    for one in fields:
        if given is not None:
            one.value = given.get(one.name, "").strip()
    return StepForm(step, household, fields)


def _fields(household: Household, step: Step) -> Any:
    needs = step.needs
    if "result" in needs:
        options = [(one.code, one.label) for one in step.results]
        yield Field("result", "choice", _("Outcome"), True, options=options)
    if "closing_reason" in needs:
        yield Field("closing_reason", "choice", _("Reason of closing"), True, options=list(CLOSING_REASONS.choices()))
    if "target_union" in needs:
        options = [(str(union.pk), union.name) for union in receivers(household)]
        yield Field("target_union", "choice", _("Union that is to receive the file"), True, options=options)
    # Asked for in any case: paper is often entered some days after it was signed.
    yield Field("day", "day", _("Day"), "day" in needs, value=timezone.localdate().isoformat())
    if "reason" in needs:
        yield Field("reason", "text", _("Reason"), True, hint=_("The others read it, so that they know what to do."))
    else:
        yield Field("opinion", "text", _("Opinion"), "opinion" in needs)
    if "evidence" in needs:
        proofs = Attachment.objects.filter(household=household).order_by("-at", "-pk")
        options = [(str(proof.pk), f"{proof.get_kind_display()}　{proof.name}") for proof in proofs]
        hint = "" if options else _("Add the proof to the file's attachments first.")
        yield Field("evidence", "choice", _("Proof"), True, options=options, hint=hint)


def answers(form: StepForm) -> dict[str, Any]:
    """What was typed, as hardship.operations.steps.take wants it.

    Raises Refusal for a day that is none; a choice that is not offered counts as not made.
    """
    said = {one.name: one.value for one in form.fields}
    offered = {one.name: {value for value, _label in one.options} for one in form.fields if one.kind == "choice"}
    said |= {name: "" for name, values in offered.items() if said[name] not in values}
    return {
        "on": _day(said["day"]),
        "opinion": said.get("opinion", ""),
        "reason": said.get("closing_reason") or said.get("reason", ""),
        "result": said.get("result", ""),
        "other_union": receivers(form.household).filter(pk=said["target_union"]).first()
        if said.get("target_union")
        else None,
        "evidence": (
            Attachment.objects.filter(household=form.household, pk=said["evidence"]).first()
            if said.get("evidence")
            else None
        ),
    }


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("day", "day.unreadable", _("Write the day like this: 2025-03-01.")) from None
