"""Identity and account numbers lie encrypted in the database, and are found by their digest alone."""

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.db import connection

from members.models import Person, Union
from office.privacy.digest import digest
from office.privacy.fields import decrypt, encrypt

NUMBER = "210200198506010019"


def test_a_number_comes_back_as_it_went_in():
    assert decrypt("person.id_no", encrypt("person.id_no", NUMBER)) == NUMBER


def test_two_encryptions_of_one_number_differ():
    assert encrypt("person.id_no", NUMBER) != encrypt("person.id_no", NUMBER)


def test_a_number_cannot_be_moved_to_another_column():
    with pytest.raises(InvalidTag):
        decrypt("household.card_no", encrypt("person.id_no", NUMBER))


def test_a_database_without_its_keys_says_so():
    with pytest.raises(ValueError, match="var/keys"):
        decrypt("person.id_no", "k9:AAAA")


def test_digests_tell_purposes_apart():
    assert digest("a", NUMBER) != digest("b", NUMBER)
    assert len(digest("a", NUMBER)) == 32


@pytest.mark.django_db
def test_the_database_holds_no_readable_number():
    union = Union.objects.create(name="滨江市试验厂工会委员会", path="000001/")
    person = Person.objects.create(name="李明", union=union, id_no=NUMBER)
    with connection.cursor() as cursor:
        for table in ("members_person", "members_historicalperson"):
            cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [person.pk])
            assert NUMBER not in str(cursor.fetchall())
    person.refresh_from_db()
    assert person.id_no == NUMBER
    assert Person.objects.with_id(NUMBER).get() == person


@pytest.mark.django_db
def test_searching_the_encrypted_column_fails_loudly():
    with pytest.raises(FieldError, match="digest"):
        Person.objects.filter(id_no=NUMBER).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["李明", "LM", "lm", "liming", "0019", "010019", NUMBER])
def test_a_person_is_found_as_a_clerk_looks_for_them(words):
    union = Union.objects.create(name="滨江市试验厂工会委员会", path="000001/")
    person = Person.objects.create(name="李明", union=union, id_no=NUMBER)
    Person.objects.create(name="王芳", union=union)
    assert list(Person.objects.matching(words)) == [person]


@pytest.mark.django_db
def test_sex_and_birthday_follow_from_the_number():
    union = Union.objects.create(name="滨江市试验厂工会委员会", path="000001/")
    person = Person.objects.create(name="仇海", union=union, id_no=NUMBER)
    assert (person.sex, str(person.birthday)) == ("M", "1985-06-01")
    assert person.initials == "QH"
    assert person.masked_id.startswith("2102*")
    assert person.masked_id.endswith("*0019")
