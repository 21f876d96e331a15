"""Numbers given out by the system, without gaps when two clerks ask at once."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last number given out in a series, such as the files of a year."""

    series = models.CharField(_("series"), max_length=40, unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("counter")

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


@transaction.atomic
def next_number(series: str) -> int:
    """The next number of `series`, from 1. Its row stays locked until the surrounding transaction ends."""
    counter, _created = Counter.objects.select_for_update().get_or_create(series=series)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
