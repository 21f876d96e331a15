"""A listing: the columns of a list that has no roster, as it is exported. The declaration is that of rosters, one way only."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from import_export import resources

from .cells import Text


class Moment(Text):
    """A day with its time of day, in the office's time zone."""

    number_format = "yyyy-mm-dd hh:mm"

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> date | str:
        # A workbook knows no time zones, and its cells show minutes.
        return timezone.make_naive(value).replace(second=0, microsecond=0) if isinstance(value, datetime) else ""


class Listing(resources.Resource):  # type: ignore[misc]  # import-export is not typed
    """Base of listings. A subclass declares its columns (`roster.Column`) and names its model; `related` is loaded with it."""

    model: ClassVar[type[models.Model]]
    label: ClassVar[str | Promise]
    related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> models.QuerySet[Any]:
        return self.model._default_manager.select_related(*self.related)
