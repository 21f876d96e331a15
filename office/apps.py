from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from . import checks as checks  # a check is registered by being imported


class OfficeAppConfig(AppConfig):
    name = "office"
    verbose_name = _("Office")

    def ready(self) -> None:
        # Each floor above declares its figures, reports and rosters; they make themselves known when imported.
        autodiscover_modules("figures", "reports", "rosters")
