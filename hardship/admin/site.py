"""Django's admin as the office knows it."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class OfficeSite(AdminSite):
    site_header = site_title = _("Sanxin")
    index_title = _("Today")
