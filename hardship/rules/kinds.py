"""Kinds of aid and sources of funds (domain.md 4.1 and 4.2). In code, because each kind behaves differently."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class AidKind:
    """`needs_file`: only households with a file get it; 送温暖 and 送清凉 also reach people without one (domain.md 4.7).

    `months`: within so many calendar months nobody is helped again for the same purpose. `evidence`: kinds of proof, one of
    which must lie (domain.md 4.3). `special`: what a line must say besides: school (student and year), medical (patient and
    bills), occasion (what happened and when), group (whom 送温暖 is for). `by_month`: it has rosters and figures of its own and is
    never a line of a relief list.
    """

    code: str
    label: Promise
    words: tuple[str, ...]
    needs_file: bool = True
    months: int = 6
    evidence: tuple[str, ...] = ()
    special: str = ""
    by_month: bool = False


@dataclass(frozen=True)
class FundSource:
    code: str
    label: Promise
    words: tuple[str, ...]


AID_KINDS = {
    kind.code: kind
    for kind in [
        AidKind(
            "living",
            _("living aid"),
            (
                "一次性生活救助",
                "生活救助",
                "救济款",
                "困难补助",
                "生活困难补助",
                "临时救济",
                "临时生活救助",
                "困难救助",
            ),
        ),
        AidKind("goods", _("relief goods"), ("救助物资", "慰问物资", "物资", "慰问品")),
        AidKind(
            "medical",
            _("medical aid"),
            ("医疗救助", "大病救助", "医疗(大病)救助", "助医"),
            months=12,
            evidence=("diagnosis", "bills"),
            special="medical",
        ),
        AidKind(
            "school",
            _("school aid"),
            ("子女助学", "金秋助学", "助学", "助学救助"),
            months=10,
            evidence=("school",),
            special="school",
        ),
        AidKind(
            "warmth",
            _("festival warmth visits"),
            ("送温暖慰问", "送温暖", "两节慰问", "两节送温暖", "慰问", "一般慰问"),
            needs_file=False,
            special="group",
        ),
        AidKind("cooling", _("summer cooling"), ("高温送清凉", "送清凉"), needs_file=False, special="group"),
        AidKind(
            "disaster",
            _("disaster aid"),
            ("灾害救助", "受灾救助"),
            evidence=("accident",),
            special="occasion",
        ),
        AidKind("funeral", _("funeral comfort"), ("丧葬慰问",), needs_file=False, special="occasion"),
        AidKind("training", _("vocational training"), ("职业培训", "培训")),
        AidKind("legal", _("legal aid"), ("法律援助",)),
        AidKind("regular", _("regular aid"), ("定期救助",), by_month=True),
    ]
}

FUND_SOURCES = {
    source.code: source
    for source in [
        FundSource("central", _("central finance"), ("中央财政专项帮扶资金", "中央财政", "中央专项资金", "中央资金")),
        FundSource("province", _("provincial finance"), ("省级财政", "省财政", "省级财政专项帮扶资金", "省资金")),
        FundSource("city", _("city finance"), ("市级财政", "市财政", "市级财政专项资金")),
        FundSource("district", _("district finance"), ("区县财政配套", "区县财政", "县级财政", "区级财政")),
        FundSource("higher", _("grant of the higher union"), ("上级工会拨款", "上级拨款", "市总拨款")),
        FundSource("own", _("own union funds"), ("本级工会经费", "工会经费", "留成经费", "本级经费")),
        FundSource("employer", _("grant of the employer"), ("行政拨付", "单位补助", "行政补助", "行政拨款")),
        FundSource("donation", _("donations"), ("社会捐赠", "捐赠", "社会捐款", "慈善捐赠")),
        FundSource("interest", _("interest"), ("专户利息", "利息")),
        FundSource("other", _("other"), ("其他", "其它")),
    ]
}


def aid_kind_choices() -> list[tuple[str, Promise]]:
    return [(kind.code, kind.label) for kind in AID_KINDS.values()]


def fund_source_choices() -> list[tuple[str, Promise]]:
    return [(source.code, source.label) for source in FUND_SOURCES.values()]
