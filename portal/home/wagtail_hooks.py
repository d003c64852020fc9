"""What happens before a page of the tree is served, whichever room it is of."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from handbooks.reading.nation import to_nation_of_city


@hooks.register("before_serve_page")
def lead_to_nation(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
    """Lead a reader who named a city to the page as its nation has it."""
    return to_nation_of_city(request)
