"""A line of a relief list as it is typed, with what its kind of aid asks for besides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hardship.desk.typed import AmountField, TypedForm
from hardship.models import ReliefList
from hardship.rules.aid_lists import SCHOOL_STAGES, WARMTH_GROUPS
from hardship.rules.kinds import AID_KINDS
from office.refusal import Refusal

from .entry_find import Hit

SCHOOL = ("school", "stage", "subject", "school_year", "grade", "years", "letter_no", "tuition")
MEDICAL = ("illness", "began_on", "ended_on", "bills", "insured")
KEPT = ("group", "occasion", "occasion_on", "school_year", "stage")  # alike for many lines of one list
NEEDED = {
    "school": ("student", "school", "stage", "school_year"),
    "medical": ("patient", "began_on", "bills"),
    "occasion": ("occasion", "occasion_on"),
    "group": ("group",),
}


class LineForm(TypedForm):
    """A line as it is typed; what the kind of aid asks for besides stands in it too. `chosen`, `payee`, `student` and
    `patient` are keys of people, `key` that of the press of Enter."""

    chosen = forms.CharField(max_length=20)
    payee = forms.CharField(required=False, max_length=20)
    key = forms.CharField(max_length=36)
    amount = AmountField(label=gettext_lazy("Amount, 元"))
    quantity = forms.IntegerField(label=gettext_lazy("Parcels"), required=False, min_value=1, max_value=9999)
    plea = forms.CharField(label=gettext_lazy("Why to help all the same"), required=False, max_length=200)
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=500)
    group = forms.ChoiceField(
        label=gettext_lazy("Whom it is for"), required=False, choices=lambda: [("", ""), *WARMTH_GROUPS.choices()]
    )
    occasion = forms.CharField(label=gettext_lazy("Occasion"), required=False, max_length=100)
    occasion_on = forms.DateField(label=gettext_lazy("Day of the occasion"), required=False)
    student = forms.CharField(label=gettext_lazy("Student"), required=False, max_length=20)
    school = forms.CharField(label=gettext_lazy("School"), required=False, max_length=100)
    stage = forms.ChoiceField(
        label=gettext_lazy("Kind of school"), required=False, choices=lambda: [("", ""), *SCHOOL_STAGES.choices()]
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=100)
    school_year = forms.IntegerField(
        label=gettext_lazy("School year that begins in"), required=False, min_value=2000, max_value=2999
    )
    grade = forms.IntegerField(label=gettext_lazy("Year of the course"), required=False, min_value=1, max_value=12)
    years = forms.IntegerField(label=gettext_lazy("Years of the course"), required=False, min_value=1, max_value=12)
    letter_no = forms.CharField(label=gettext_lazy("Number of the admission letter"), required=False, max_length=50)
    tuition = AmountField(label=gettext_lazy("Tuition, 元 a year"))
    patient = forms.CharField(label=gettext_lazy("Patient"), required=False, max_length=20)
    illness = forms.CharField(label=gettext_lazy("Illness"), required=False, max_length=100)
    began_on = forms.DateField(label=gettext_lazy("Treated from"), required=False)
    ended_on = forms.DateField(label=gettext_lazy("Treated to"), required=False)
    bills = AmountField(label=gettext_lazy("Bills, 元"))
    insured = AmountField(label=gettext_lazy("Paid by insurance and others, 元"))

    def special(self, relief_list: ReliefList, hit: Hit) -> dict[str, Any]:
        """The facts that the kind of aid asks for. Raises Refusal `required` about the first that is missing."""
        asked = AID_KINDS[relief_list.kind].special
        values = self.cleaned_data
        for name in NEEDED.get(asked, ()):
            if values.get(name) in (None, ""):
                raise Refusal(name, "required", gettext_lazy("This kind of aid asks for it: fill it in."))
        if asked == "school":
            return {"schooling": {"student": one_of(hit, values["student"], "student"), **self._of(SCHOOL)}}
        if asked == "medical":
            facts = self._of(MEDICAL) | {"insured": values.get("insured") or 0}
            if facts["insured"] > facts["bills"]:
                raise Refusal(
                    "insured", "treatment.net", gettext_lazy("What others paid cannot be more than the bill.")
                )
            if facts["ended_on"] and facts["ended_on"] < facts["began_on"]:
                raise Refusal("ended_on", "date.order", gettext_lazy("A treatment cannot end before it begins."))
            return {"treatment": {"patient": one_of(hit, values["patient"], "patient"), **facts}}
        if asked == "occasion":
            return self._of(("occasion", "occasion_on"))
        return self._of(("group",)) if asked == "group" else {}

    def _of(self, names: Sequence[str]) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in names}


class ChangeForm(TypedForm):
    line = forms.IntegerField()
    amount = AmountField(label=gettext_lazy("Amount, 元"))
    quantity = forms.IntegerField(label=gettext_lazy("Parcels"), required=False, min_value=1, max_value=9999)
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=500)


def one_of(hit: Hit, key: str, name: str) -> Any:
    """Somebody of the household. Raises Refusal `choice.unknown` for anybody else."""
    found = next((person for person, _role in hit.payees if str(person.pk) == key), None)
    if found is None:
        raise Refusal(name, "choice.unknown", gettext_lazy("Choose somebody of this household."))
    return found
