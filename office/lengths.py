"""Whether what was typed fits into its fields, asked before the database refuses it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.refusal import Refusal


def check_lengths(record: models.Model) -> None:
    """Raises Refusal `text.long` about the first field of `record` whose text is longer than it holds."""
    for field in record._meta.concrete_fields:
        most = getattr(field, "max_length", None)
        text = getattr(record, field.attname)
        if most is not None and isinstance(text, str) and len(text) > most:
            raise Refusal(field.name, "text.long", _("Write at most %(most)s characters.") % {"most": most})
