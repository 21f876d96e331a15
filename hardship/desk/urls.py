"""The desk's own pages. Each asks for a log-in as the admin's do."""

from django.contrib import admin
from django.urls import path, re_path

from .annual import annual, annual_file
from .areas import area
from .blanks import blank_file, blanks
from .figures import figure_page
from .find import find
from .jobs import cancel_job, job_file, job_page, job_standing
from .today import today

app_name = "desk"
page = admin.site.admin_view

urlpatterns = [
    path("", page(today), name="today"),
    path("figures/<str:code>/", page(figure_page), name="figure"),
    path("find/", page(find), name="find"),
    path("work/<slug:slug>/", page(area), name="area"),
    path("annual/", page(annual), name="annual"),
    re_path(r"^annual/(?P<form>pdf|xlsx)/$", page(annual_file), name="annual_file"),
    path("imports/templates/", page(blanks), name="blanks"),
    path("imports/templates/<slug:kind>/", page(blank_file), name="blank_file"),
    path("jobs/<int:pk>/", page(job_page), name="job"),
    path("jobs/<int:pk>/standing/", page(job_standing), name="job_standing"),
    path("jobs/<int:pk>/cancel/", page(cancel_job), name="job_cancel"),
    path("jobs/<int:pk>/file/", page(job_file), name="job_file"),
]
