"""Which reading belongs to which page type. Imports no models: they import this."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPMethod
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

Reading = Callable[[Any, HttpRequest], Any]
READINGS: dict[str, Reading] = {}


def reads(label: str) -> Callable[[Reading], Reading]:
    """Register a reading for the page type with this label, such as `handbooks.entrypage`."""

    def register(reading: Reading) -> Reading:
        READINGS[label] = reading
        return reading

    return register


class ReadPage(Page):
    """A page whose template gets a `reading` beside the page. Abstract."""

    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "reading": READINGS[self._meta.label_lower](self, request)}
