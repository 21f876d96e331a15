"""Which proofs a file needs by its facts, what is missing, and what a file is by its name (domain.md 1.5)."""

from datetime import date

import pytest

from hardship.rules.proofs import (
    Held,
    Needed,
    Party,
    Situation,
    Validity,
    guess_kind,
    guess_person,
    missing_proofs,
    needed_proofs,
    validity,
)

TODAY = date(2025, 6, 1)
HEAD = Party(1, "林秀珍", 50)
ALWAYS = ["application", "id_card", "hukou_book"]


def kinds(*people: Party, **facts) -> list[str]:
    return [need.kind for need in needed_proofs(Situation((HEAD, *people), **{"is_member": True} | facts))]


def test_every_file_needs_application_register_and_card():
    assert kinds() == ALWAYS


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"allowance": True}, "allowance"),
        ({"accident": True}, "accident"),
        ({"marital": "widowed"}, "divorce"),
        ({"marital": "divorced"}, "divorce"),
        ({"migrant": True}, "contract"),
        ({"is_member": False}, "member_card"),
        ({"has_account": True}, "bank_card"),
    ],
)
def test_a_fact_of_the_household_asks_for_its_proof(facts, kind):
    assert kinds(**facts) == [*ALWAYS, kind]


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"age": 40, "disabled": True}, ["disability"]),
        ({"age": 40, "status": "unemployed"}, ["unemployment"]),
        ({"age": 40, "idle": True}, ["unemployment"]),
        ({"age": 40, "earns": True}, ["income"]),
        ({"age": 40, "treated": True}, ["diagnosis", "bills"]),
        ({"age": 19, "status": "college"}, ["school"]),
        ({"age": 40, "schooled": True}, ["school"]),
        ({"age": 40, "status": "retired"}, []),
    ],
)
def test_a_fact_of_a_person_asks_for_their_proof(facts, asked):
    needs = needed_proofs(Situation((HEAD, Party(2, "林雨", **facts)), is_member=True))
    assert [need.kind for need in needs if need.key == 2] == ["id_card", *asked]


def test_a_pupil_needs_neither_a_card_nor_a_proof_of_school():
    assert kinds(Party(2, "林晨", 9, "primary")) == ALWAYS


def test_the_proof_of_another_person_fills_no_gap():
    situation = Situation((HEAD, Party(2, "林雨", 40, disabled=True)), is_member=True)
    held = [Held("application"), Held("hukou_book"), Held("id_card"), Held("disability", 1)]
    assert [(gap.needed.kind, gap.needed.name) for gap in missing_proofs(situation, held, TODAY)] == [
        ("disability", "林雨")
    ]
    assert missing_proofs(situation, [*held, Held("disability", 2)], TODAY) == []


def test_a_scan_of_several_cards_holds_for_everybody_and_the_head_s_register_for_the_household():
    situation = Situation((HEAD, Party(2, "林雨", 40)), is_member=True)
    assert missing_proofs(situation, [Held("application", 1), Held("hukou_book", 1), Held("id_card")], TODAY) == []


def test_a_proof_that_ran_out_is_missing_and_says_when():
    situation = Situation((HEAD,), allowance=True, is_member=True)
    held = [Held(kind) for kind in ALWAYS]
    over = [Held("allowance", expires_on=date(2024, 1, 1)), Held("allowance", expires_on=date(2025, 5, 31))]
    (gap,) = missing_proofs(situation, [*held, *over], TODAY)
    assert gap.needed == Needed("allowance", gap.needed.why)
    assert gap.expired_on == date(2025, 5, 31)
    assert missing_proofs(situation, [*held, *over, Held("allowance", expires_on=TODAY)], TODAY) == []


@pytest.mark.parametrize(
    ("expires_on", "holds"),
    [
        (None, Validity.OPEN),
        (date(2025, 5, 31), Validity.OVER),
        (date(2025, 6, 1), Validity.ENDING),
        (date(2025, 7, 1), Validity.ENDING),
        (date(2025, 7, 2), Validity.HOLDS),
    ],
)
def test_a_proof_is_said_to_run_out_a_month_before(expires_on, holds):
    assert validity(expires_on, TODAY) is holds


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("林秀珍身份证正反面.jpg", "id_card"),
        ("身份证 复印件.pdf", "id_card"),
        ("户口簿全页.pdf", "hukou_book"),
        ("申请救助用收入证明.pdf", "income"),
        ("近一年工资流水.pdf", "income"),
        ("医保结算单2025.pdf", "bills"),
        ("残疾人证.png", "disability"),
        ("残疾证.png", "disability"),
        ("大学录取通知书.jpg", "school"),
        ("公示照片.jpg", "notice"),
        ("会员证.jpg", "member_card"),
        ("IMG_20250601_101500.jpg", "other"),
        ("其他.pdf", "other"),
    ],
)
def test_the_kind_is_guessed_from_the_name_of_the_file(name, kind):
    assert guess_kind(name) == kind


def test_whose_proof_it_is_is_guessed_by_the_longest_name():
    names = {1: "林秀", 2: "林秀珍", 3: "陈国强"}
    assert guess_person("林秀珍身份证.jpg", names) == 2
    assert guess_person("身份证-陈国强.jpg", names) == 3
    assert guess_person("身份证.jpg", names) is None
    assert guess_person("王伟.jpg", {1: "王伟", 2: "王伟"}) is None
