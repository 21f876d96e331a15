"""Lists of codes that relief is described by (domain.md 4)."""

from django.utils.translation import gettext_lazy as _

from office.code_lists import Code, CodeList

# 送温暖: whom it is for (domain.md 4.7); most of them have no file.
WARMTH_GROUPS = CodeList(
    "warmth_group",
    (
        Code("hardship", "家庭生活困难", ("困难职工",), _("Families in hardship")),
        Code("struck", "大病灾害意外", ("大病", "灾害", "意外"), _("Struck by illness, disaster or accident")),
        Code("unpaid", "困难企业停薪减薪", ("停薪", "减薪"), _("Wages stopped or cut")),
        Code(
            "injured",
            "工伤职业病",
            ("因公牺牲家属", "重病住院"),
            _("Injured at work, families of the dead, in hospital"),
        ),
        Code("harsh", "高温低温高空有毒一线", ("一线职工", "一线"), _("At work in heat, cold, height or poison")),
        Code("relief", "抗灾一线", ("抢险救灾",), _("Fighting a disaster")),
        Code("on_duty", "春节在岗一线", ("春节在岗",), _("At work over the festival")),
        Code("away", "长期异地派驻", ("驻外职工",), _("Sent far away for long")),
        Code("project", "重大项目", ("重点工程",), _("On a great project")),
        Code("model", "劳模", ("劳动模范",), _("Model workers")),
        Code("new_form", "新就业形态", ("新就业形态劳动者",), _("New forms of work")),
        Code("other", "其他", ("其它",), _("Other")),
    ),
)

SCHOOL_STAGES = CodeList(
    "school_stage",
    (
        Code("preschool", "学前", ("幼儿园",), _("Preschool")),
        Code("compulsory", "义务教育", ("小学", "初中"), _("Compulsory schooling")),
        Code("senior", "高中", ("普通高中",), _("Senior middle school")),
        Code("vocational", "中职中技", ("中职", "中专", "技校"), _("Vocational school")),
        Code("junior_college", "专科", ("大专", "高职"), _("Junior college")),
        Code("college", "本科", ("大学",), _("College")),
        Code("postgraduate", "研究生", ("硕士", "博士"), _("Postgraduate")),
    ),
)

# Why regular aid ends before its roster does (domain.md 4.5).
STOP_REASONS = CodeList(
    "stop_reason",
    (
        Code("death", "死亡", ("去世",), _("Death")),
        Code("recovered", "脱困", (), _("Out of hardship")),
        Code("moved", "调离", ("转出",), _("Moved away")),
        Code("retired", "退休", (), _("Retirement")),
        Code("waived", "自愿放弃", ("弃权",), _("Waived")),
        Code("fraud", "弄虚作假", (), _("False papers")),
        Code("other", "其他", ("其它",), _("Other")),
    ),
)
