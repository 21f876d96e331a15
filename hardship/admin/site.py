"""Django's admin as the office knows it. Its front page is the desk's (hardship/desk/today.py)."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from members.models import Union


class LoginForm(AdminAuthenticationForm):
    error_messages = {
        "invalid_login": _("User name or password is wrong."),
        "inactive": _("This account is closed. Ask your administrator."),
    }


class OfficeSite(AdminSite):
    site_header = site_title = _("Sanxin")
    index_title = _("Today")
    site_url = None
    enable_nav_sidebar = False
    empty_value_display = "—"
    login_form = LoginForm

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The log-in page, with the name of the office and, after a slip, how many tries are left."""
        office = Union.objects.filter(kind=Union.Kind.SYSTEM).order_by("path").first()
        context = {"office": office, "idle": "idle" in request.GET, "minutes": settings.SESSION_COOKIE_AGE // 60}
        response = super().login(request, context | (extra_context or {}))
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.non_field_errors():
            failures = AxesProxyHandler.get_failures(request, {"username": request.POST.get("username", "")})
            response.context_data["tries_left"] = max(settings.AXES_FAILURE_LIMIT - failures, 0)
        return response
