"""The desk's own pages. Each asks for a log-in as the admin's do."""

from django.contrib import admin
from django.urls import path, re_path

from .annual import annual, annual_file
from .areas import area
from .blanks import blank_file, blanks
from .figures import figure_page
from .find import find
from .imports import acts, downloads, learned
from .imports.page import set_page, set_standing
from .imports.receiving import imports
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
    path("imports/", page(imports), name="imports"),
    path("imports/headings/", page(learned.headings), name="headings"),
    path("imports/headings/<int:pk>/forget/", page(learned.forget), name="heading_forget"),
    path("imports/<int:pk>/", page(set_page), name="import_set"),
    path("imports/<int:pk>/standing/", page(set_standing), name="import_standing"),
    path("imports/<int:pk>/stop/", page(acts.stop), name="import_stop"),
    path("imports/<int:pk>/try/", page(acts.try_again), name="import_try"),
    path("imports/<int:pk>/import/", page(acts.import_set), name="import_do"),
    path("imports/<int:pk>/put-away/", page(acts.put_away), name="import_put_away"),
    path("imports/<int:pk>/take-back/", page(acts.take_set_back), name="import_take_back"),
    path("imports/<int:pk>/<int:file>/take-back/", page(acts.take_file_back), name="import_file_take_back"),
    path("imports/<int:pk>/<int:file>/kinds/", page(acts.say_kinds), name="import_kinds"),
    path("imports/<int:pk>/<int:file>/headings/", page(acts.say_headings), name="import_headings"),
    path("imports/<int:pk>/<int:file>/answers/", page(acts.answer), name="import_answers"),
    path("imports/<int:pk>/<int:file>/original/", page(downloads.original), name="import_original"),
    path("imports/<int:pk>/<int:file>/marked/", page(downloads.marked), name="import_marked"),
    path("imports/templates/", page(blanks), name="blanks"),
    path("imports/templates/<slug:kind>/", page(blank_file), name="blank_file"),
    path("jobs/<int:pk>/", page(job_page), name="job"),
    path("jobs/<int:pk>/standing/", page(job_standing), name="job_standing"),
    path("jobs/<int:pk>/cancel/", page(cancel_job), name="job_cancel"),
    path("jobs/<int:pk>/file/", page(job_file), name="job_file"),
]
