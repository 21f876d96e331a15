"""Every address of the product: our admin site at the root, and the desk's own pages beside it."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("hardship.desk.urls")),
    path("", admin.site.urls),
]
