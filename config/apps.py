"""Our admin site in place of Django's."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default_site = "hardship.admin.site.OfficeSite"
