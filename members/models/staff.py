"""Who works with the system."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Staff(AbstractUser):
    """A user. `union` is the root of what they see; their groups are the roles of members/roles.py."""

    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=50, blank=True)
    union = models.ForeignKey(
        "members.Union", models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("union")
    )

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
