"""家庭成员情况表: the families of households on file (domain.md 1.3)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import HouseholdMember
from hardship.operations.families import Families
from hardship.operations.files import Files
from hardship.operations.form_check import led_elsewhere
from hardship.rules import family as rules
from hardship.rules.code_lists import OCCUPATIONS
from members.operations.people import Register
from members.scope import sees
from office.code_lists import ETHNIC_GROUPS, HEALTHS, POLITICAL_STATUSES, RELATIONS
from office.refusal import Refusal
from office.workbooks.cells import Choice, Day, IdNumber, Money, Name, Sex, Text
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .common import look_for_duplicates, numbers_of, register_of

from members.rosters.common import contradictions  # isort: skip

FACTS = ("relation", "occupation", "health", "income_month", "place")


@register
class FamilyRoster(Roster):
    kind = "family"
    label = _("family members")
    order = 40
    priority = 20
    decisive = (frozenset({"head_number"}), frozenset({"relation"}))
    within_form = {"head_name": "name", "head_number": "number"}

    head_name = Column(
        "户主姓名",
        Name(),
        attribute="household__head__name",
        synonyms=["职工姓名", "困难职工姓名", "户主", "职工本人姓名", "本人姓名"],
        fill_down=True,
    )
    head_number = Column(
        "户主身份证号",
        IdNumber(),
        attribute="household__head__id_no",
        synonyms=[
            "户主身份证号码",
            "职工身份证号",
            "职工身份证号码",
            "困难职工身份证号",
            "户主身份证",
            "困难职工身份证号码",
            "本人身份证号",
            "户主公民身份号码",
        ],
        required=True,
        fill_down=True,
    )
    name = Column(
        "成员姓名",
        Name(),
        attribute="person__name",
        synonyms=["家庭成员姓名", "家属姓名", "姓名", "家庭成员"],
        required=rules.WRITE_THE_NAME,
    )
    relation = Column(
        "与户主关系",
        Choice(RELATIONS),
        attribute="relation",
        synonyms=["关系", "与职工关系", "与本人关系", "称谓", "成员关系", "与户主的关系", "家庭关系"],
        required=rules.CHOOSE_THE_RELATION,
    )
    number = Column(
        "成员身份证号",
        IdNumber(),
        attribute="person__id_no",
        synonyms=[
            "家庭成员身份证号",
            "成员身份证号码",
            "身份证号",
            "身份证号码",
            "家庭成员身份证号码",
            "成员身份证",
            "家属身份证号",
            "身份证",
        ],
    )
    sex = Column("性别", Sex(), attribute="person__sex", synonyms=["成员性别"])
    birthday = Column("出生日期", Day(), attribute="person__birthday", synonyms=["出生年月", "成员出生日期"])
    ethnic = Column("民族", Choice(ETHNIC_GROUPS), attribute="person__ethnic", clears=True)
    political = Column("政治面貌", Choice(POLITICAL_STATUSES), attribute="person__political", clears=True)
    health = Column("健康状况", Choice(HEALTHS), attribute="health", synonyms=["身体状况", "成员健康状况"], clears=True)
    occupation = Column(
        "人员身份",
        Choice(OCCUPATIONS),
        attribute="occupation",
        synonyms=["身份", "成员身份", "职业", "工作状态", "就业状况"],
        clears=True,
    )
    income_month = Column(
        "月收入",
        Money(nothing_is_zero=True),
        attribute="income_month",
        synonyms=["月均收入", "成员月收入", "收入", "个人月收入"],
        clears=True,
    )
    place = Column(
        "单位或学校", Text(100), attribute="place", clears=True, synonyms=["工作单位或学校", "所在单位或学校"]
    )

    def get_queryset(self):
        return HouseholdMember.objects.select_related("household__head", "person")

    def title_of(self, row: Row) -> str:
        return " · ".join(row.values[name] for name in ("head_name", "name") if row.values.get(name))

    def take(self, rows: list[Row], setting: Setting) -> None:
        hand, today = setting.hand, timezone.localdate()
        for row in rows:
            contradictions(row)
        people = register_of(rows, setting, "head_number", "number")
        heads = [
            people.people[number]
            for number in dict.fromkeys(numbers_of(rows, "head_number"))
            if number in people.people
        ]
        files = Files(heads, hand, today=today)
        households = [household for head in heads if (household := files.of(head, today))]
        families = Families(households, people.people.values(), hand)
        seen = setting.once("seen", set[tuple[str, str]])

        def take(row: Row) -> None:
            values = row.values
            household = self._household(row, people, files, today, setting)
            number = rules.number_of(values)
            key = (household.file_no, rules.key_of(values))
            if key in seen:
                again = rules.twice()
                raise Refusal(again.field, again.code, again.sentence)
            known = None if number else families.without_number(household, values["name"], values["relation"])
            if known is not None:
                person, outcome = known.person, "unchanged"
            else:
                person, outcome = people.put(
                    name=values["name"],
                    number=number,
                    union=household.union,
                    sex=values.get("sex") or "",
                    birthday=values.get("birthday"),
                    ethnic=values.get("ethnic"),
                    political=values.get("political"),
                )
            try:
                member, touched = families.put(household, person, **{fact: values.get(fact) for fact in FACTS})
            except Refusal as refusal:
                # A birthday that nobody wrote follows from the number: that is the cell to look at.
                raise refusal.at(birthday="birthday" if values.get("birthday") else "number") from None
            seen.add(key)
            row.remarks += [remark.sentence for remark in rules.remarks(values)]
            row.remarks += [led.sentence for led in led_elsewhere(person, values, people)]
            row.touched += [pair for pair in ((outcome, person), (touched, member)) if pair[0] != "unchanged"]

        setting.take_each(rows, take)
        people.write()
        families.write()
        look_for_duplicates(setting)

    @staticmethod
    def _household(row: Row, people: Register, files: Files, today, setting: Setting):
        head = people.find(row.values["head_number"].number, row.values.get("head_name") or "", "head_name")
        household = files.of(head, today) if head is not None and head.pk else None
        if household is None or not sees(setting.by, household.union):
            raise Refusal("head_number", "household.unknown", _("No file of this household: open the file first."))
        return household
