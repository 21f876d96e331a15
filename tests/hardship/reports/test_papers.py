"""The application with the family's authorisation, and the cover of the paper file with its contents."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from hardship.models import Assessment, Consent, Household, HouseholdMember, Standard
from hardship.reports.application import SHORT_FAMILY, SHORT_TEXT, ApplicationReport
from hardship.reports.cover import CoverReport
from hardship.reports.papers.report import Papers
from tests.hardship.reports.filled import filled_household
from tests.people import id_number, make_household, make_person


def child_of(household, name, born):
    person = make_person(household.union, name, id_no=id_number(born))
    return HouseholdMember.objects.create(household=household, person=person, relation="son")


def pdf_of(report, *households):
    pages = PdfReader(io.BytesIO(report().as_pdf(Papers([one.pk for one in households], whole=True)))).pages
    return pages, ["".join(page.extract_text().split()) for page in pages]


def facts_of(report, household):
    return report().as_json(Papers([household.pk], whole=True))["files"][0]


def test_an_application_is_a_letter_with_the_authorisation_on_its_back(office):
    household = filled_household(office)
    pages, (letter, authorisation) = pdf_of(ApplicationReport, household)
    assert len(pages) == 2
    for words in (
        "困难职工建档申请表", "北岸纺织厂工会委员会：", "周春梅", "22,920.00元", "36,275.80元", "申请生活、医疗方面的帮扶", "李雨桐",
        "申请人（签字）",
    ):  # fmt: skip
        assert words in letter, words
    assert "家庭经济状况核对授权书" in authorisation
    assert "2025年10月10日" in authorisation  # the head has signed already


def test_what_counts_as_short_stays_on_two_pages(office):
    household = filled_household(office, family=SHORT_FAMILY, address="滨" * 60)
    Assessment.objects.filter(household=household).update(cause_text="苦" * SHORT_TEXT)
    assert len(pdf_of(ApplicationReport, household)[0]) == 2


def test_every_adult_signs_and_a_guardian_for_the_young(office):
    household = filled_household(office, family=1)
    child_of(household, "李小", date(2024, 1, 1))
    child_of(household, "李中", date(2010, 1, 1))
    not_counted = child_of(household, "李远", date(1990, 1, 1))
    HouseholdMember.objects.filter(pk=not_counted.pk).update(counted=False)
    Consent.objects.filter(person=household.head).update(withdrawn_on=date(2025, 11, 1))
    assert facts_of(ApplicationReport, household)["signers"] == ["周春梅", "李建国"]
    _pages, (_letter, authorisation) = pdf_of(ApplicationReport, household)
    assert "监护人" in authorisation
    assert authorisation.count("李小") == 1
    assert "2025年10月10日" not in authorisation  # a consent that was withdrawn is signed anew


def test_the_cover_names_the_file_and_its_contents_with_their_pages(office):
    household = filled_household(office)
    household.visits.all().delete()
    told = facts_of(CoverReport, household)
    assert told["fields"]["档号"] == household.file_no
    assert told["fields"]["户名"] == "周春梅"
    assert told["fields"]["起止日期"] == "2025年10月23日至"
    assert told["fields"]["保管期限"] == "10年（自撤档之日起）"
    assert told["fields"]["页数"] == "16页"
    assert [(row[0], row[3], row[4]) for row in told["contents"]] == [
        ("困难职工档案表", 2, "1—2"),
        ("困难职工建档申请表", 2, "3—4"),
        ("2025年1—6月结算单", 4, "5—8"),
        ("滨江市中心医院诊断书", 2, "9—10"),
        ("全页复印件", 6, "11—16"),
    ]
    pages, (cover, contents) = pdf_of(CoverReport, household)
    assert len(pages) == 2
    assert "保管期限" in cover
    assert "卷内目录" in contents


def test_pages_that_nobody_counted_are_left_to_be_written_in(office):
    """From the visit on the pages are not known: a place that would be guessed is worse than none."""
    told = facts_of(CoverReport, filled_household(office))
    assert told["fields"]["页数"].strip("　") == "页"
    assert [row[4] for row in told["contents"]] == ["1—2", "3—4", "5", "", "", ""]


def test_a_closed_file_says_how_long_it_is_kept(office):
    Standard.objects.create(union=office.city, effective_from=date(2024, 1, 1), line="1062.00", retention_years=15)
    household = filled_household(office, state="closed", closed_on=date(2026, 3, 1), closing_reason="recovered")
    told = facts_of(CoverReport, household)["fields"]
    assert told["起止日期"] == "2025年10月23日至2026年3月1日"
    assert told["保管期限"] == "15年（至2041年3月1日）"


@pytest.mark.parametrize("slug", ["file", "application", "cover"])
def test_the_papers_of_all_files_in_force_from_the_command(office, slug, tmp_path, capsys):
    kept = make_household(office.north)
    make_household(office.south, closed_on=date(2025, 6, 1), state="closed", closing_reason="recovered")
    days = ("--from=2025-01-01", "--to=2025-12-31")
    call_command("report", slug, *days, "--format=json", f"-o={tmp_path / 'papers.json'}")
    told = json.loads((tmp_path / "papers.json").read_text(encoding="utf-8"))
    assert [file["file_no"] for file in told["files"]] == [kept.file_no]
    call_command("report", slug, *days, "--format=pdf", f"-o={tmp_path / 'papers.pdf'}")
    assert len(PdfReader(tmp_path / "papers.pdf").pages) == 2
    with pytest.raises(SystemExit):
        call_command("report", slug, *days, "--format=xlsx", f"-o={tmp_path / 'papers.xlsx'}")
    assert "json, html, pdf" in capsys.readouterr().err
    assert Household.objects.count() == 2
