"""Thin views of the handbooks. Pages come from the tree; the rest are small addresses beside it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handbooks.models import EntryPage, HandbookPage, PrecedentPage
from handbooks.numbers import page_of_number
from handbooks.reading.addresses import address_of
from handbooks.reading.changes import by_day, notes_for
from handbooks.reading.cite import Citation, citation_of
from handbooks.reading.nation import Reader, reader_of, to_nation_of_city
from handbooks.reading.shelf import shelf_of
from handbooks.serving import serve
from portal.words.parts import Link

CHANGES_ON_A_PAGE = 40


def page(request: HttpRequest, path: str) -> HttpResponse:
    """Serve a page below `/handbooks/`."""
    return serve(request, f"handbooks/{path}")


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what is new and changed, day by day."""
    if elsewhere := to_nation_of_city(request):
        return elsewhere
    reader = reader_of(request)
    page = Paginator(notes_for(reader), CHANGES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "reader": reader,
        "unknown": [reader.unknown] if reader.unknown else [],
        "page": page,
        "days": by_day(page.object_list, reader),
        "books": list(HandbookPage.objects.visible_to().order_by("path")),
        "crumbs": [
            Link(title=_("Home"), url=reader.link("/")),
            Link(title=_("Handbooks"), url=reader.link("/handbooks/")),
            Link(title=_("What changed")),
        ],
    }
    return render(request, "handbooks/what-changed.html", context)


@require_safe
def by_number(request: HttpRequest, series: str, item: int, theme: int = 0) -> HttpResponse:
    """Lead from a citable number to where its page stands now; a number keeps leading there after a move."""
    found = page_of_number(series, theme, item)
    if found is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(address_of(found) + (f"?{query}" if query else ""))


@require_safe
def citation(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Offer the citation of an entry or a precedent as a file: BibTeX or RIS."""
    cited = find_citation(request, pk)
    if cited is None:
        raise Http404
    body, kind = (
        (cited.bibtex(), "application/x-bibtex")
        if form == "bib"
        else (cited.ris(), "application/x-research-info-systems")
    )
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{cited.key}.{form}"'
    return response


def find_citation(request: HttpRequest, pk: int) -> Citation | None:
    """Return the citation of a page that the visitor may read."""
    entry = EntryPage.objects.visible_to(request.user).filter(pk=pk).first()
    if entry is not None:
        return citation_of(entry, str(shelf_of(entry.path, entry.audience, Reader()).handbook.title))
    precedent = PrecedentPage.objects.visible_to(request.user).filter(pk=pk).first()
    return citation_of(precedent, _("Precedents of both handbooks")) if precedent else None
