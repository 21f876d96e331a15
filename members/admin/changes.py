"""What was changed in a record, by whom: its history, set beside each version before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.identity import mask_card, mask_id
from office.privacy.fields import EncryptedTextField

ACTS = {"+": _("added"), "~": _("changed"), "-": _("deleted")}


@dataclass(frozen=True)
class Difference:
    """One field: its label, and how it read before and after; "" when it was empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One version: when, who (None: a command at the server), what was done, why, and the fields that differ.

    `named`: which of several records it was, where the caller asked for that.
    """

    at: datetime
    by: Any
    act: Any
    reason: str
    fields: list[Difference]
    named: str = ""


def changes_of(record: models.Model) -> list[Change]:
    """Every version of `record`, newest first; none for a model that keeps no history.

    Three queries and one for each kind of record that its foreign keys point to, however long the history is.
    """
    if not hasattr(record, "history"):
        return []
    return changes_among(type(record), record.history.select_related("history_user"))


def changes_among(
    model: type[models.Model], versions: models.QuerySet[Any], named_by: tuple[str, ...] = ()
) -> list[Change]:
    """The changes in `versions` of records of one model, newest first: each is set beside the version of its own record before.

    `named_by`: names of fields that tell the records apart.
    """
    told = list(versions.order_by("history_date", "history_id"))
    fields = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    names = _names(fields, told)
    naming = [model._meta.get_field(name) for name in named_by]
    key = model._meta.pk.attname
    changes, latest = [], {}
    for version in told:
        before = latest.get(getattr(version, key))
        differing = [
            field
            for field in fields
            if before is not None and getattr(before, field.attname) != getattr(version, field.attname)
        ]
        changes.append(
            Change(
                at=version.history_date,
                by=version.history_user,
                act=ACTS[version.history_type],
                reason=version.history_change_reason or "",
                fields=[
                    Difference(str(field.verbose_name), _text(before, field, names), _text(version, field, names))
                    for field in differing
                ],
                named="　".join(filter(None, (_text(version, field, names) for field in naming))),
            )
        )
        latest[getattr(version, key)] = version
    return changes[::-1]


def _names(fields: list[Any], versions: list[Any]) -> dict[tuple[str, Any], str]:
    names = {}
    for field in fields:
        if field.is_relation:
            keys = {getattr(version, field.attname) for version in versions} - {None}
            found = field.related_model._default_manager.filter(pk__in=keys)
            names |= {(field.name, record.pk): str(record) for record in found}
    return names


def _text(version: Any, field: Any, names: dict[tuple[str, Any], str]) -> str:
    value = getattr(version, field.attname)
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get((field.name, value), str(value))
    if isinstance(field, EncryptedTextField):
        return mask_id(value) if field.name == "id_no" else mask_card(value)
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)
