"""Every address of the product: the desk's own pages first, then our admin site at the same root."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("", include("hardship.desk.urls")),
    path("", admin.site.urls),
]
