"""The pictures that are shown where an article is shared."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from portal.newsroom.cards import Card, card_url, kept_card
from portal.newsroom.models import ArticlePage

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"


@require_safe
def card(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Answer the card of an article that everybody reads; an older address leads to the card as it is now."""
    article = ArticlePage.objects.visible_to().filter(pk=pk).first()
    if article is None:
        raise Http404
    wanted = Card.of(article)
    if digest != wanted.digest:
        return HttpResponseRedirect(card_url(article), headers={"Cache-Control": FOR_A_MINUTE})
    return HttpResponse(
        kept_card(pk, wanted),
        content_type="image/png",
        headers={"Cache-Control": FOR_EVER, "ETag": f'"{digest}"', "X-Robots-Tag": "noindex"},
    )
