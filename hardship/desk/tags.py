"""What the templates of the admin need from Python. Loaded as `desk` (settings.TEMPLATES)."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from . import words

register = template.Library()


@register.filter
def exact(number: Any) -> str:
    return words.exact(number)


@register.filter
def cell(value: Any) -> str:
    return words.cell(value)


@register.filter
def signed(number: Any) -> str:
    return words.signed(number)


@register.simple_tag
def rows_shown(cl: Any) -> str:
    """第 1–50 条，共 4,284 条"""
    shown = len(cl.result_list)
    first = 1 if cl.show_all else (cl.page_num - 1) * cl.list_per_page + 1
    if not shown:
        return _("None")
    return _("%(first)s–%(last)s of %(count)s") % {
        "first": f"{first:,}",
        "last": f"{first + shown - 1:,}",
        "count": f"{cl.result_count:,}",
    }


@register.inclusion_tag("parts/pages.html", takes_context=True)
def pages(context: Any, page: Any, parameter: str = "page") -> dict[str, Any]:
    """Links to the pages of a paginator; they keep all other parameters."""
    query = context["request"].GET.dict()
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "links": [
            (number, "" if isinstance(number, str) else words.address_of(query, **{parameter: number}))
            for number in numbers
        ],
        "previous": words.address_of(query, **{parameter: page.number - 1}) if page.has_previous() else "",
        "next": words.address_of(query, **{parameter: page.number + 1}) if page.has_next() else "",
    }


@register.simple_tag
def selected_filter(choices: Any) -> str:
    """What a filter is set to; "" while it lets everything through."""
    return next((choice["display"] for choice in list(choices)[1:] if choice["selected"]), "")


@register.simple_tag
def everything(choices: Any) -> str:
    """The address that takes a filter off again."""
    return next((choice["query_string"] for choice in choices), "?")
