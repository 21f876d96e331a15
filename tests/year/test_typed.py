"""The year's relief typed at the desk, decided and paid: the same figures as when its workbooks are imported, to the last fen."""

import pytest
from django.utils import timezone

from hardship.models import ReliefLine
from members.models import Union
from office.workbooks.roster import ROSTERS
from tests.year.papers import Hands, read_papers, recorded
from tests.year.reshaping import plainly
from tests.year.rosters import DEMO, EXPECTED, OFFICE, figures, import_rosters, open_office

pytestmark = pytest.mark.django_db
RELIEF = ("05救济款发放花名册.xls", "06救助物资发放签收表.xlsx")
TYPED = 20  # of each list of the whole year; of the small year every line


@pytest.fixture
def hands(monkeypatch):
    """Called once the office is open."""

    def sit_down():
        office = Union.objects.get(name=OFFICE)
        return Hands(office, lambda day: monkeypatch.setattr(timezone, "localdate", lambda *_now: day))

    return sit_down


def test_every_line_of_a_small_year_typed_is_what_the_import_makes_of_it(tmp_path, hands):
    open_office()
    import_rosters(*(plainly(tmp_path, kind) for kind in ROSTERS if kind not in ("cash", "goods")))
    papers, imported, lines = read_papers(plainly(tmp_path, "cash"), plainly(tmp_path, "goods"))
    assert len(lines) == sum(len(paper.lines) for paper in papers) > 30
    at_the_desk = hands()
    for paper in papers:
        relief_list = at_the_desk.work_through(paper)
        assert (relief_list.state, relief_list.expected_total) == ("closed", paper.total)
    assert recorded() == lines
    assert figures() == imported


def test_the_whole_year_at_the_desk_has_the_expected_figures(hands):
    open_office()
    import_rosters(*(path for path in sorted(DEMO.glob("*.xls*")) if path.name not in RELIEF))
    assert figures()["cash.amount"] == "0.00"
    papers, imported, lines = read_papers(*(DEMO / name for name in RELIEF))
    at_the_desk = hands()
    for paper in papers:
        at_the_desk.work_through(paper, typed=TYPED)
    assert ReliefLine.objects.exclude(entry_key=None).count() == TYPED * len(papers)
    assert recorded() == lines
    assert figures() == imported == figures() | EXPECTED["figures"]
