"""The press kit of a city: a page, and the same as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.views.doors import city_or_404, page
from cities.plans.views.doors import not_now, own
from portal.newsroom.press_files import KINDS, press_file
from portal.newsroom.reading.press_kit import PressKit
from portal.text.made_files import NotMade


@require_safe
def press_kit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a journalist needs of a city."""
    city = city_or_404(slug)
    lede = _("For journalists: what is going on in %(city)s, with sources, free to use.") % {"city": city.name}
    context = {"heading": _("Press kit"), "lede": lede, "kit": PressKit(city)}
    return own(request, page(request, "press-kit", city, context, room="newsroom"))


@require_safe
def kit_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Answer the kit as a file, or 304 to whoever has it as it is now."""
    city = city_or_404(slug)
    kit = PressKit(city)
    tag = f'"{kit.digest[:32]}-{kind}"'
    try:
        response = get_conditional_response(request, etag=tag) or written(kit, kind)
    except NotMade:
        return not_now(request, city, (_("The press kit"), reverse("city_press", args=[slug])))
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return own(request, response)


def written(kit: PressKit, kind: str) -> HttpResponse:
    wanted = KINDS[kind]
    response = HttpResponse(press_file(kit, kind), content_type=wanted.content_type)
    response["Content-Disposition"] = f'{wanted.disposition}; filename="{kit.city.slug}-press-kit.{kind}"'
    response["Link"] = f'<{kit.url}>; rel="canonical"'
    return response
