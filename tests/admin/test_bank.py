"""Another bank is another row in the settings."""

import pytest
from django.urls import reverse

from hardship.models import BankProfile

ADD = reverse("admin:hardship_bankprofile_add")


@pytest.fixture
def enter(client, office):
    """Save a profile as the administrator does: the form as it is offered, but for the facts given."""
    client.force_login(office.administrator)

    def post(**facts):
        form = client.get(ADD).context["adminform"].form
        offered = {name: form[name].value() for name in form.fields}
        given = {name: value for name, value in offered.items() if value not in (None, False)}
        return client.post(ADD, given | {"union": office.home.pk, "name": "滨江银行"} | facts)

    return post


def errors(response):
    return set(response.context["adminform"].form.errors)


def test_the_form_as_it_is_offered_needs_a_name_alone(enter, office):
    assert enter().status_code == 302
    bank = BankProfile.objects.get()
    assert bank.columns[:2] == [["序号", "number"], ["收款账号", "account"]]
    assert (bank.answer["outcome"], bank.paid_words[0], bank.most_lines) == ("处理结果", "成功", None)
    assert bank.history.get().history_user == office.administrator


def test_what_was_saved_stands_in_the_form_again(client, enter):
    enter(
        columns="序号\n账号\n金额\n币种：“人民币”",
        paid_words="成功，已入账",
        answer_outcome="F",
        format="csv",
        delimiter="|",
    )
    bank = BankProfile.objects.get()
    assert (bank.columns[3], bank.paid_words, bank.answer["outcome"]) == (["币种", "=人民币"], ["成功", "已入账"], "F")
    form = client.get(reverse("admin:hardship_bankprofile_change", args=[bank.pk])).context["adminform"].form
    assert form["columns"].value().splitlines()[3] == "币种：“人民币”"
    assert (form["paid_words"].value(), form["answer_outcome"].value()) == ("成功、已入账", "F")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"columns": "序号\n账号\n金额\n会员号"}, "columns"),
        ({"columns": "账号\n金额"}, "columns"),
        ({"columns": ""}, "columns"),
        ({"answer_outcome": ""}, "answer_outcome"),
        ({"answer_account": "", "answer_name": ""}, "answer_account"),
        ({"failed_words": "、"}, "failed_words"),
        ({"failed_words": "成功"}, "failed_words"),
        ({"most_lines": "0"}, "__all__"),
        ({"delimiter": "x"}, "delimiter"),
    ],
)
def test_what_no_bank_can_work_with_is_refused_at_its_field(enter, facts, field):
    assert field in errors(enter(**facts))
    assert not BankProfile.objects.exists()


def test_two_profiles_of_one_name_are_refused(enter):
    enter()
    assert errors(enter())
    assert BankProfile.objects.count() == 1
