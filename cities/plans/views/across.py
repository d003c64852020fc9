"""All cities side by side: their progress, and the powers that they use."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.plans.reading.across import Across, per_cent, themes_in
from cities.plans.reading.powers import Matrix
from cities.plans.views.doors import own
from handbooks.reading.filters import Facet, Filtering


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Show how far the plans of all cities have come, by city and by theme, and who has been silent."""
    across = Across(request.user)
    facet = Facet(
        "theme", _("Theme"), _("Any theme"), themes_in(across.rows), lambda row, theme: bool(row.theme == theme)
    )
    filtering = Filtering([facet], across.rows, request.GET)
    kept = {row.published.pk for row in filtering.kept}
    lines = [line for line in across.progress(lambda row: row.published.pk in kept) if line.total]
    scale = scale_to(max((line.days_silent for line in lines), default=0))
    context = {
        "across": across,
        "filtering": filtering,
        "lines": lines,
        "without": [city for city in across.cities if city.pk not in across.planned],
        "themes": [label for value, label in themes_in(filtering.kept)],
        "scale": scale,
        "silence": [
            (line, per_cent(100 * line.days_silent / scale[-1]))
            for line in sorted(lines, key=lambda line: -line.days_silent)
        ],
    }
    return own(request, render(request, "plans/progress.html", context))


def scale_to(most: int) -> list[int]:
    """Return the marks of an axis that begins at nothing and ends at or above `most`, in round steps."""
    step = next((step for step in (1, 5, 10, 25, 50, 100, 250, 500, 1000) if 4 * step >= most), most)
    return [step * mark for mark in range(5)]


@require_safe
def powers(request: HttpRequest) -> HttpResponse:
    """Show which city uses which entry or precedent, and how far it has come with it."""
    return own(request, render(request, "plans/powers.html", {"matrix": Matrix(request.user, request.GET)}))
