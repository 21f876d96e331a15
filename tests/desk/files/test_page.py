import pytest
from tests.people import *
@pytest.mark.django_db
def test_it(year, sit_down):
    for f in (year.twice, year.once, year.far):
        a = sit_down(year.office.officer).get(f"/files/{f.pk}/")
        assert a.status_code == 200
    for tab in "relief visits attachments notices city assessments changes".split():
        assert sit_down(year.office.officer).get(f"/files/{f.pk}/", tab=tab).status_code == 200
    assert sit_down(year.office.officer).get(f"/files/{f.pk}/story/").status_code == 200
    assert sit_down(year.office.officer).get(f"/files/{f.pk}/step/begin_reexamination/").status_code == 200
