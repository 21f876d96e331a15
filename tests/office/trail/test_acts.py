"""The trail: one entry for each act, sealed to the one before it."""

import pytest
from django.db import connection

from office.models import Entry
from office.trail.acts import broken, note

pytestmark = pytest.mark.django_db


def test_each_entry_is_sealed_to_the_one_before():
    first = note("imported", by=None, label="01基层工会名册.xlsx", read=40)
    second = note("report written", by=None, reason="年度汇总")
    assert second.before == first.seal
    assert list(broken()) == []


def test_an_entry_neither_changes_nor_goes_away():
    entry = note("imported", by=None)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        Entry.objects.all().delete()
    with pytest.raises(TypeError):
        Entry.objects.update(act="nothing")


def test_whoever_changes_the_database_by_hand_is_found_out():
    note("imported", by=None, read=1)
    changed = note("imported", by=None, read=2)
    note("imported", by=None, read=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE office_entry SET label = %s WHERE id = %s", ["something else", changed.pk])
    assert list(broken()) == [changed]


def test_whoever_removes_an_entry_is_found_out():
    note("imported", by=None, read=1)
    removed = note("imported", by=None, read=2)
    last = note("imported", by=None, read=3)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM office_entry WHERE id = %s", [removed.pk])
    assert list(broken()) == [last]
