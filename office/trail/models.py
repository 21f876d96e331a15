"""The trail: who did, saw, exported, printed or refused what, when and why. Append-only and hash-chained."""

import hashlib
import json
from typing import Any, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The trail is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The trail is append-only.")


class Entry(models.Model):
    """One act. An import of 8,000 rows is one act; what each record was before stands in its history."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Empty: a command at the server."),
    )
    act = models.CharField(_("act"), max_length=40)
    model = models.CharField(_("kind of record"), max_length=80, blank=True)
    record = models.CharField(_("record"), max_length=40, blank=True)
    label = models.CharField(_("what"), max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    facts = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    before = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        ordering = ["-pk"]
        # "What happened to this record?" on every record's page.
        indexes = [models.Index(fields=["model", "record"], name="office_entry_record")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The trail is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The trail is append-only.")

    def sealed(self) -> str:
        """The hash over this entry and the one before it: change one letter of either and it no longer fits."""
        facts = json.dumps(self.facts, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
        parts = [
            self.before,
            self.at.isoformat(),
            str(self.by_id),
            self.act,
            self.model,
            self.record,
            self.label,
            self.reason,
            facts,
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Head(models.Model):
    """One row: the seal of the newest entry. Locking it makes writers queue, so the chain never forks."""

    seal = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("head of the trail")

    def __str__(self) -> str:
        return self.seal
