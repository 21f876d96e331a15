"""Two cashiers press at the same moment: a payment goes to the bank once, and an answer is followed once."""

import pytest

from hardship.models import BankFile, BankLine, ReliefLine
from hardship.operations.bank import answers, files
from tests.at_once import ON_LOCKED_ROWS, both
from tests.hardship.operations.relief_lists.reliefs import budget, figures, pay, stands, walk
from tests.people import make_office, make_staff

from .banks import as_csv, bring, confirm, list_of, make, profile, said

pytestmark = ON_LOCKED_ROWS


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def second(office):
    return make_staff("second_cashier", office.home, "cashier")


@pytest.mark.parametrize("again", range(3))
def test_a_file_is_made_once(office, second, again):
    relief, bank = walk(list_of(office), office, "approved"), profile(office)
    acts = [lambda by=by: files.make(relief, bank, by=by) for by in (office.cashier, second)]
    assert both(*acts) == ["", "bank.nothing"]
    assert (BankFile.objects.count(), BankLine.objects.count()) == (1, 6)


@pytest.mark.parametrize("again", range(3))
def test_an_answer_is_followed_once(office, second, again):
    money = budget(office)
    relief = walk(list_of(office), office, "approved")
    file = make(relief, profile(office), office.cashier)
    answer = bring(file, as_csv(said(file, {3: ("失败", "账号已销户")})), office.cashier)
    seen = answers.look(answer).seen
    assert both(*[lambda by=by: confirm(answer, by, seen) for by in (office.cashier, second)]) == ["", ""]
    assert (stands(money), figures(office)) == (("0.00", "2000.00"), ["5", "5", "2000.00"])


def test_the_answer_and_a_payment_by_hand(office, second):
    money = budget(office)
    relief = walk(list_of(office), office, "approved")
    file = make(relief, profile(office), office.cashier)
    answer = bring(file, as_csv(said(file)), office.cashier)
    seen, due = answers.look(answer).seen, list(relief.lines.all())
    outcome = both(lambda: confirm(answer, office.cashier, seen), lambda: pay(relief, second, *due))
    assert outcome in (["", "answer.moved"], ["", "line.state"])
    assert ReliefLine.objects.paid().count() == 6
    assert stands(money) == ("0.00", "2400.00")


def test_one_answer_brought_twice_at_once_is_kept_once(office, second):
    relief = walk(list_of(office), office, "approved")
    file = make(relief, profile(office), office.cashier)
    content = as_csv(said(file))
    assert both(*[lambda by=by: bring(file, content, by) for by in (office.cashier, second)]) == ["", ""]
    assert file.answers.count() == 1


def test_withdrawn_while_the_answer_is_confirmed(office, second):
    relief = walk(list_of(office), office, "approved")
    file = make(relief, profile(office), office.cashier)
    answer = bring(file, as_csv(said(file)), office.cashier)
    seen = answers.look(answer).seen
    outcome = both(
        lambda: confirm(answer, office.cashier, seen), lambda: files.withdraw(file, why="模板错了", by=second)
    )
    assert outcome in (["", "bank.answered"], ["", "bank.withdrawn"])
