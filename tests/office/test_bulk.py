"""Bulk writing against Django's own: what lies in the tables afterwards must be the same."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from hardship.models import Assessment, Completion, Household
from members.models import Membership, Person
from office import bulk
from office.history import derive
from office.trail.models import Entry
from office.workbooks.models import Run, RunRow, Upload, Workbook
from tests.people import Office, make_household, make_person

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2025, 7, 1, 9, 30, 15, 123456, tzinfo=UTC)


def rows_of(model: type[models.Model], *, without: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    """What the database holds, as the driver gives it; cipher texts differ each time and are read instead."""
    fields = [field for field in model._meta.concrete_fields if field.name not in without]
    plain = [field for field in fields if type(field).__name__ != "EncryptedTextField"]
    sealed = [field for field in fields if field not in plain]
    order = model._meta.pk.column
    with connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(field.column) for field in plain)
        cursor.execute(f"SELECT {names} FROM {model._meta.db_table} ORDER BY {order}")
        known = cursor.fetchall()
    read = (
        model._base_manager.order_by(order).values_list(*[field.attname for field in sealed])
        if sealed
        else [()] * len(known)
    )
    return [(*row, *secrets) for row, secrets in zip(known, read, strict=True)]


def written_twice(model: type[models.Model], make, *, without: tuple[str, ...] = ("id",)) -> list[tuple[object, ...]]:
    """The rows of bulk_create, after holding those of `insert` against them."""
    contents = []
    for write in (model._default_manager.bulk_create, lambda records: bulk.insert(model, records)):
        with transaction.atomic():
            before = set(model._base_manager.values_list("pk", flat=True))
            write(make())
            assert before <= set(model._base_manager.values_list("pk", flat=True))
            contents.append(rows_of(model, without=without))
            transaction.set_rollback(True)
    assert contents[0] == contents[1]
    return contents[0]


def people(office: Office) -> list[Person]:
    records = [
        Person(union=office.north, name="王小明", id_no="21020019700102002X", mobile="13800138000", ethnic="01"),
        Person(union=office.north, name="没有号码", sex=Person.Sex.FEMALE, birthday=date(1980, 2, 29)),
        Person(union_id=office.south.pk, name="反斜\\杠\t制表\n换行\r“引号”'\"", political="masses"),
        Person(union=office.south, name="\\N", mobile="", education="20"),
    ]
    derive(records)
    return records


def homes(office: Office, heads: list[Person]) -> list[Household]:
    state = Household.State
    return [
        Household(file_no="1", head=heads[0], union=office.north, opened_on=date(2025, 3, 1), floor_area=Decimal("55.5")),
        Household(file_no="2", head=heads[1], union=office.north, state=state.DRAFT, floor_area=Decimal("0"), card_no="6222021234567890123"),
        Household(file_no="3", head=heads[2], union=office.south, state=state.CLOSED, opened_on=date(2020, 1, 1),
                  closed_on=date(2021, 12, 31), floor_area="80.25", note="字" * 500, employer=office.south.employers.first()),
    ]  # fmt: skip


def test_people_lie_there_as_bulk_create_writes_them(office: Office) -> None:
    rows = written_twice(Person, lambda: people(office))
    assert len(rows) == 4


def test_their_numbers_are_sealed(office: Office) -> None:
    with transaction.atomic():
        bulk.insert(Person, people(office))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no FROM members_person WHERE name = %s", ["王小明"])
        assert cursor.fetchone()[0].startswith("k1:")
    assert Person.objects.with_id("21020019700102002X").get().id_no == "21020019700102002X"


def test_households_lie_there_as_bulk_create_writes_them(office: Office) -> None:
    heads = [make_person(office.north, name) for name in ("甲一", "乙二", "丙三")]
    rows = written_twice(Household, lambda: homes(office, heads))
    assert len(rows) == 3


def test_assessments_lie_there_as_bulk_create_writes_them(office: Office) -> None:
    household = make_household(office.north)

    def make() -> list[Assessment]:
        return [
            Assessment(
                household=household, assessed_on=date(2024, 1, 1), family_size=3, income_month=Decimal("1234.50")
            ),
            Assessment(household=household, assessed_on=date(2024, 1, 2), income_year=Decimal("-0.01"), confirmed=True),
            Assessment(
                household=household, assessed_on=date(2024, 1, 3), income_month=1200, income_year=12.5, family_size="4"
            ),
            Assessment(household=household, assessed_on="2024-01-04", per_capita_stated=Decimal("9999999999.99")),
        ]

    assert len(written_twice(Assessment, make)) == 5


def test_entries_of_the_trail_lie_there_as_bulk_create_writes_them(db: None) -> None:
    def make() -> list[Entry]:
        return [
            Entry(
                at=at,
                act="imported",
                facts={"file": "花名册.xlsx", "rows": [1, None]},
                before="0" * 64,
                seal=str(number),
            )
            for number, at in enumerate((AT, AT.astimezone(SHANGHAI), AT.replace(microsecond=0)))
        ]

    assert len(written_twice(Entry, make)) == 3


def test_records_come_back_with_their_keys(office: Office) -> None:
    records = people(office)
    with transaction.atomic():
        bulk.insert(Person, records)
    assert {record.pk: record.name for record in records} == dict(Person.objects.values_list("pk", "name"))
    assert not any(record._state.adding for record in records)
    assert {record._state.db for record in records} == {"default"}
    records[0].mobile = "13900139000"
    records[0].save()
    assert Person.objects.get(pk=records[0].pk).mobile == "13900139000"


def test_keys_go_on_where_others_stopped(office: Office) -> None:
    last = make_person(office.north)
    Person.objects.filter(pk=last.pk).delete()
    records = people(office)
    with transaction.atomic():
        bulk.insert(Person, records)
    after = make_person(office.north)
    keys = [record.pk for record in records]
    assert keys == sorted(set(keys))
    assert last.pk < keys[0]
    assert after.pk > keys[-1]


def test_thousands_come_in_parts(office: Office) -> None:
    count = 2 * bulk.AT_ONCE + 1
    records = [Person(union=office.north, name=f"人{number}") for number in range(count)]
    with transaction.atomic():
        bulk.insert(Person, records, bulk.Memory(None, "many", AT))
        assert Person.objects.count() == Person.history.count() == count
        for record in records:
            record.mobile = f"{record.pk}"
        bulk.replace(Person, records, bulk.Memory(None, "more", AT))
    assert all(record.mobile == str(record.pk) for record in Person.objects.all())
    assert Person.history.count() == 2 * count


def test_a_record_that_had_no_key_yet_is_pointed_to(office: Office) -> None:
    head = Person(union=office.north, name="王小明")
    household = Household(file_no="1", head=head, union=office.north, opened_on=date(2025, 3, 1))
    done = Completion(household=household, on=date(2025, 3, 2))
    with transaction.atomic():
        with pytest.raises(ValueError, match="head"):
            bulk.insert(Household, [household])
        for record in (head, household, done):
            bulk.insert(type(record), [record])
    assert Completion.objects.get().household.head.name == "王小明"


def test_every_column_is_written_again(office: Office) -> None:
    heads = [make_person(office.north, name) for name in ("甲一", "乙二", "丙三")]
    records = homes(office, heads)
    with transaction.atomic():
        bulk.insert(Household, records)
    before = rows_of(Household)

    first, second, third = Household.objects.order_by("pk")
    first.floor_area, first.phone, first.card_no, first.opened_on = (
        Decimal("60.75"),
        "13800138000",
        "6222",
        date(2025, 4, 1),
    )
    second.floor_area, second.card_no, second.union = None, "", office.south
    for record in (first, second, third):
        record.save()
    expected = rows_of(Household)
    assert expected != before

    changed = [first, second, third]
    Household.objects.update(floor_area=None, phone="", note="", union=office.north)
    with transaction.atomic():
        bulk.replace(Household, changed)
    assert rows_of(Household) == expected


def test_a_record_read_without_a_column_keeps_it(office: Office) -> None:
    person = make_person(office.north, mobile="13800138000")
    before = rows_of(Person)
    with transaction.atomic():
        bulk.replace(Person, [Person.objects.defer("mobile", "id_no").get(pk=person.pk)])
    assert rows_of(Person) == before


def test_one_change_makes_room_for_the_next(office: Office) -> None:
    person = make_person(office.north)
    old = Membership.objects.create(person=person, union=office.north, began_on=date(2020, 1, 1))
    new = Membership.objects.create(
        person=person, union=office.south, began_on=date(2010, 1, 1), ended_on=date(2011, 1, 1)
    )
    # Whichever has the lower key, the order given decides.
    for closing, opening in ((old, new), (new, old)):
        closing.ended_on, opening.ended_on = date(2025, 1, 1), None
        with transaction.atomic():
            bulk.replace(Membership, [closing, opening])
        assert Membership.objects.get(ended_on=None) == opening
        closing.ended_on = None
        with pytest.raises(IntegrityError), transaction.atomic():
            bulk.replace(Membership, [closing, opening])


def test_what_was_deleted_meanwhile_stays_deleted(office: Office) -> None:
    gone, here = make_person(office.north), make_person(office.north, "李四")
    Person.objects.filter(pk=gone.pk).delete()
    here.mobile = "13800138000"
    with transaction.atomic():
        bulk.replace(Person, [gone, here])
    assert list(Person.objects.values_list("pk", "mobile")) == [(here.pk, "13800138000")]


def test_history_is_what_simple_history_writes(office: Office) -> None:
    clerk = office.staff["clerk_north"]
    heads = [make_person(office.north, name) for name in ("甲一", "乙二", "丙三")]
    contents = []
    for in_bulk in (False, True):
        with transaction.atomic():
            records = homes(office, heads)
            if in_bulk:
                memory = bulk.Memory(clerk, "Import a.xlsx", AT)
                bulk.insert(Household, records, memory)
                records[0].note = "2"
                bulk.replace(Household, records[:1], dataclasses.replace(memory, reason="again"))
            else:
                for record in records:
                    record._history_user, record._change_reason, record._history_date = clerk, "Import a.xlsx", AT
                    record.save()
                records[0].note, records[0]._change_reason = "2", "again"
                records[0].save()
            contents.append(rows_of(Household.history.model, without=("id", "history_id")))
            assert {past.id for past in Household.history.all()} == {record.pk for record in records}
            transaction.set_rollback(True)
    assert contents[0] == contents[1]
    assert len(contents[0]) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"file_no": "1"},
        {"file_no": "2", "closed_on": date(2024, 1, 1)},
        {"file_no": "2", "state": "draft"},
    ],
    ids=["unique", "check", "one open file"],
)
def test_the_database_still_refuses(office: Office, values: dict[str, object]) -> None:
    known = make_household(office.north, file_no="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Household, [Household(head=known.head, union=office.north, opened_on=date(2025, 3, 1), **values)])
    assert Household.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_pointer_to_nobody_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Completion, [Completion(household_id=4711, on=date(2025, 3, 1))])
    assert not Completion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    for write in (bulk.insert, bulk.replace):
        with pytest.raises(transaction.TransactionManagementError):
            write(Completion, [Completion(household_id=1, on=date(2025, 3, 1))])


@pytest.mark.parametrize(
    "model", [Person, Household, Assessment, Completion, Membership, RunRow], ids=lambda model: model.__name__
)
def test_a_new_record_is_what_the_model_makes(office: Office, model: type[models.Model]) -> None:
    made, usual = bulk.new(model, {}), model()
    assert {name: value for name, value in made.__dict__.items() if name != "_state"} == {
        name: value for name, value in usual.__dict__.items() if name != "_state"
    }
    assert made._state.adding
    assert made._state.db is None
    assert made._state.fields_cache == {}


def test_a_new_record_points_to_others_as_usual(office: Office) -> None:
    known = make_household(office.north, closed_on=date(2025, 4, 1), state="closed")
    facts = {
        "file_no": "2",
        "head": known.head,
        "union_id": office.north.pk,
        "opened_on": date(2025, 5, 1),
    }
    made, usual = (make(previous=known, **facts) for make in (lambda **facts: bulk.new(Household, facts), Household))
    assert made.__dict__.keys() == usual.__dict__.keys()
    assert made._state.fields_cache == usual._state.fields_cache
    assert (made.head_id, made.previous_id, made.employer) == (known.head_id, known.pk, None)
    assert made.union == office.north
    with transaction.atomic():
        bulk.insert(Household, [made])
    assert Household.objects.get(previous=known) == made


def test_a_new_record_has_no_strange_fields(office: Office) -> None:
    with pytest.raises(TypeError, match="nickname"):
        bulk.new(Person, {"nickname": "小王"})
    with pytest.raises(TypeError, match="head"):
        bulk.new(Household, {"head": office.north})
    with pytest.raises(ValueError, match="head"), transaction.atomic():
        bulk.insert(Household, [bulk.new(Household, {"head": Person(), "union": office.north})])


def test_the_moment_of_writing_is_kept(db: None) -> None:
    upload = bulk.new(Upload, {})
    with transaction.atomic():
        bulk.insert(Upload, [upload])
    assert Upload.objects.get().at == upload.at
    assert timedelta() <= timezone.now() - upload.at < timedelta(minutes=1)


def test_run_rows_lie_there_as_bulk_create_writes_them(db: None) -> None:
    workbook = Workbook.objects.create(upload=Upload.objects.create(), name="花名册.xlsx", sha256="0" * 64)
    run = Run.objects.create(workbook=workbook, kind="households", at=AT)

    def make() -> list[RunRow]:
        return [
            RunRow(
                run=run,
                sheet="表 1",
                row=number,
                outcome=RunRow.Outcome.UPDATED,
                details=details,
                taken_back=number == 2,
            )
            for number, details in enumerate(("", '{"problems": []}', "{}"), 1)
        ]

    assert len(written_twice(RunRow, make)) == 3


def test_nothing_to_write_is_nothing_written(office: Office) -> None:
    with transaction.atomic():
        bulk.insert(Person, [], bulk.Memory(None, "", AT))
        bulk.replace(Person, [], bulk.Memory(None, "", AT))
    assert not Person.objects.exists()


def a_run() -> Run:
    workbook = Workbook.objects.create(upload=Upload.objects.create(), name="花名册.xlsx", sha256="0" * 64)
    return Run.objects.create(workbook=workbook, kind="households", at=AT)


def test_rows_that_nobody_needs_as_records_lie_there_as_bulk_create_writes_them(db: None) -> None:
    run = a_run()
    names = ("run", "sheet", "row", "outcome", "details")
    told = [(run.pk, "一", 2, "created", ""), (run.pk, "“二”\t\\", 3, "rejected", '{"problems": []}')]
    contents = []
    for write in (
        lambda: RunRow.objects.bulk_create(
            RunRow(**dict(zip(("run_id", *names[1:]), values, strict=True))) for values in told
        ),
        lambda: bulk.append(RunRow, names, told),
    ):
        with transaction.atomic():
            write()
            contents.append(rows_of(RunRow, without=("id",)))
            transaction.set_rollback(True)
    assert contents[0] == contents[1]
    with transaction.atomic():
        bulk.append(RunRow, names, told)
        bulk.append(RunRow, names, [])
    assert list(RunRow.objects.values_list("row", "details", "label", "taken_back")) == [
        (2, "", "", False),
        (3, '{"problems": []}', "", False),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM office_runrow WHERE details <> ''")
        assert [sealed[:3] for (sealed,) in cursor.fetchall()] == ["k1:"]


def test_what_is_removed_leaves_its_last_state(office: Office) -> None:
    people = [make_person(office.north, name, mobile=mobile) for name, mobile in (("甲一", "1"), ("乙二", "2"))]
    stays = make_person(office.north, "丙三")
    with transaction.atomic():
        bulk.remove(Person, people, bulk.Memory(None, "taken back", AT))
    assert list(Person.objects.all()) == [stays]
    past = Person.history.filter(history_type="-").order_by("id")
    assert list(past.values_list("id", "mobile", "history_change_reason", "history_date", "history_user")) == [
        (person.pk, person.mobile, "taken back", AT, None) for person in people
    ]
    assert [row.id_no for row in past] == [person.id_no for person in people]
    with transaction.atomic():
        bulk.remove(Person, [stays])
    assert not Person.objects.exists()
    assert Person.history.filter(history_type="-").count() == 2


def test_what_was_deleted_meanwhile_leaves_no_history(office: Office) -> None:
    gone = make_person(office.north)
    Person.objects.filter(pk=gone.pk).delete()
    before = Person.history.count()
    with transaction.atomic():
        bulk.replace(Person, [gone], bulk.Memory(None, "changed", AT))
        bulk.remove(Person, [gone], bulk.Memory(None, "taken back", AT))
    assert Person.history.count() == before
