"""What `manage.py check` tells about this machine. office.apps imports it when Django is ready."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, register
from django.utils.translation import gettext as _

from office.documents.pdf import APT_LINE, missing_libraries


@register
def printing(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """office.W001: PDF files cannot be made here. A warning, as all other work goes on without them."""
    if not missing_libraries():
        return []
    return [
        checks.Warning(
            _("PDF files cannot be made on this computer: the library Pango is missing."),
            hint=_("Install it with: %(line)s. Everything else works without it.") % {"line": APT_LINE},
            id="office.W001",
        )
    ]
