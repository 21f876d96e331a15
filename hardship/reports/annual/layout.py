"""The rows of T1: which figures, in which order, under which of the form's own words (domain.md 6.2).

The form is Chinese whatever language the screen speaks, as the city federation issues it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    code: str
    label: str
    unit: str
    indent: int = 0
    note: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    lines: tuple[Line, ...]


GROUPS = (
    Group(
        "救济款",
        (
            Line("cash.payments", "救助户次", "户次"),
            Line("cash.households", "救助户数", "户"),
            Line("cash.amount", "金额", "元"),
        ),
    ),
    Group(
        "救助物资",
        (
            Line("goods.kits", "发放份数", "份"),
            Line("goods.households", "受助户数", "户"),
            Line("goods.value", "价值", "元"),
        ),
    ),
    Group("定期救助", (Line("regular.people", "人数", "人"), Line("regular.amount", "金额", "元"))),
    Group(
        "临时生活资助\n（市级）",
        (Line("city.living.households", "户数", "户"), Line("city.living.amount", "金额", "元")),
    ),
    Group(
        "医疗救助\n（市级）", (Line("city.medical.households", "户数", "户"), Line("city.medical.amount", "金额", "元"))
    ),
    Group(
        "困难职工档案",
        (
            Line("files.opening", "期初在档", "户"),
            Line("files.opened", "新建", "户"),
            Line("files.completed", "完善", "户"),
            Line("files.closed", "销档", "户"),
            Line("files.closing", "期末在档", "户"),
        ),
    ),
    Group(
        "工会组建",
        (
            Line("unions.founded", "新建工会组织", "家"),
            Line("members.joined", "发展会员", "人"),
            Line("members.joined.migrant", "其中：农民工", "人", indent=1),
        ),
    ),
    Group("维护权益", (Line("committees.founded", "建立调解委员会", "家"),)),
)

NOTES = (
    "“—”表示未下达任务或上年同期为零。",
    "市级救助由市总工会拨付，不计入本级救济款。",
)
