from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from members.roles import sync_roles


class HardshipConfig(AppConfig):
    name = "hardship"
    verbose_name = _("Case work")

    def ready(self) -> None:
        # The one signal in the house, and Django's own way to fill tables after every migrate and every flush. We wait for
        # the last app: only then do all permissions exist that roles name.
        post_migrate.connect(sync_roles, sender=self)
        # Not in hardship/admin/__init__.py: that is imported on the way to hardship.admin.site, before there is a site.
        import_module("hardship.admin.screens")
