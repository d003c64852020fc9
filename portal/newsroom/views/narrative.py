"""The editions of the narrative: all of them, one as it was frozen, and what changed between two."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.plans.views.editions import TURNED, CompareForm
from handbooks.reading.nation import Reader
from portal.newsroom.models import NarrativeEdition
from portal.newsroom.reading.editions import (
    EditionReading,
    citation_of,
    crumbs_to,
    data_of,
    editions_link,
    narrative_link,
)
from portal.newsroom.reading.narrative_comparing import compare
from portal.newsroom.reading.narrative_text import narrative_text
from portal.words.parts import Link

CITED_AS = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


def edition_or_404(number: int) -> NarrativeEdition:
    return get_object_or_404(NarrativeEdition.objects.visible_to(), number=number)


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """List the editions, the newest first; two that an address names are compared."""
    found = list(NarrativeEdition.objects.visible_to().defer("payload"))
    form = None
    if len(found) > 1:
        form = CompareForm(request.GET if "first" in request.GET else None, numbers=[row.number for row in found])
        if form.is_valid():
            return to_compared(form.cleaned_data["first"], form.cleaned_data["second"])
    crumbs = crumbs_to(Reader(), narrative_link(Reader()), Link(title=_("Editions")))
    context = {"editions": found, "form": form, "crumbs": crumbs}
    return render(request, "newsroom/editions.html", context, status=422 if form and form.errors else 200)


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """Show an edition as it was frozen, how to cite it, and whether the narrative reads otherwise today."""
    return render(request, "newsroom/edition.html", {"reading": EditionReading(edition_or_404(number))})


@require_safe
def edition_json(request: HttpRequest, number: int) -> JsonResponse:
    """Answer an edition for machines. It never changes."""
    return JsonResponse(data_of(edition_or_404(number)), json_dumps_params={"ensure_ascii": False})


@require_safe
def citation(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """Answer the citation of an edition as a file."""
    cited = citation_of(edition_or_404(number))
    text = cited.bibtex() if form == "bib" else cited.ris()
    disposition = f'attachment; filename="narrative-edition-{number}.{form}"'
    headers = {"Content-Disposition": disposition, "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type=f"{CITED_AS[form]}; charset=utf-8", headers=headers)


def to_compared(first: int, second: int) -> HttpResponseRedirect:
    """Lead to what changed from the earlier of two editions to the later, which says so where it was turned round."""
    url = reverse("narrative_compare", args=[min(first, second), max(first, second)])
    return redirect(f"{url}?{TURNED}=1" if first > second else url)


@require_safe
def compared(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Show what changed from one edition to another, word by word."""
    if first == second:
        return redirect("narrative_edition", first)
    if first > second:
        return to_compared(first, second)
    found = {row.number: row for row in NarrativeEdition.objects.visible_to().filter(number__in=[first, second])}
    if len(found) < 2:
        raise Http404
    before, after = found[first], found[second]
    heading = _("From edition %(first)s to edition %(second)s") % {"first": first, "second": second}
    context = {
        "heading": heading,
        "before": before,
        "after": after,
        "is_turned": TURNED in request.GET,
        "comparison": compare(narrative_text(before.payload), narrative_text(after.payload)),
        "crumbs": crumbs_to(Reader(), narrative_link(Reader()), editions_link(), Link(title=heading)),
    }
    return render(request, "newsroom/compared.html", context)
