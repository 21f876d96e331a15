"""What every act on a roster or on a month's list does alike: it comes by POST, and what is refused is said on the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from office.refusal import Refusal

DOORS = frozenset({"permission", "hands.same", "union.unknown"})

Found = Callable[[HttpRequest, int], Any]
View = Callable[[HttpRequest, Any], HttpResponse | None]


def acting(find: Found, shown: Callable[..., HttpResponse], page: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Makes views of functions that do something with what `find` gives; one may answer with another page than `page`.

    `shown` lays the page out again with what was refused: 403 where the reader's role or hand is what lacks.
    """

    def act(view: View) -> Callable[..., HttpResponse]:
        @require_POST
        @wraps(view)
        def acted(request: HttpRequest, pk: int) -> HttpResponse:
            record = find(request, pk)
            try:
                answer = view(request, record)
            except Refusal as refusal:
                said = {refusal.field: str(refusal.message)}
                again = shown(request, find(request, pk), ask=view.__name__, errors=said)
                again.status_code = 403 if refusal.code in DOORS else 200
                return again
            return answer or redirect(page, pk)

        return acted

    return act
