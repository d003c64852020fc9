"""A plan as a file: the last edition for everyone, the working text for the network alone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.models import City
from cities.places.views.doors import city_or_404
from cities.plans.files.contents import PlanContents
from cities.plans.files.writing import as_csv, as_json, as_xlsx
from cities.plans.reading.plan import PlanReading
from cities.plans.views.doors import plan_page
from portal.words.site import LICENCE_ADDRESS

Writer = Callable[[PlanContents], bytes]
KINDS: dict[str, tuple[Writer, str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
}
TEXTS = {"": False, "edition": False, "working": True}


@require_safe
def plan_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Return a plan as a file; `?text=working` asks for the working text and is refused to others, never changed."""
    city, asked = city_or_404(slug), request.GET.get("text", "")
    if asked not in TEXTS:
        raise BadRequest
    reading = PlanReading(city, request.user, working=TEXTS[asked])
    if reading.wants_working and not reading.reads_working:
        return refused(request, reading)
    if reading.text is None:
        return nothing_yet(request, city)
    contents = PlanContents(reading, reading.text)
    return private_file(contents, kind) if reading.is_working else public_file(request, contents, kind)


def refused(request: HttpRequest, reading: PlanReading) -> HttpResponse:
    """Send to sign in, or refuse; where the visitor may not know of a plan, nothing tells that there is one."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if reading.plan is None:
        raise Http404
    raise PermissionDenied


def nothing_yet(request: HttpRequest, city: City) -> HttpResponse:
    """Say that there is no edition to download: no file, rather than one that looks like a plan of nothing."""
    context = {"heading": _("No edition to download yet"), "lede": _("This city has not published an action plan yet.")}
    return plan_page(request, "nothing-to-download", city, context, status=404)


def attachment(contents: PlanContents, kind: str) -> HttpResponse:
    write, content_type = KINDS[kind]
    response = HttpResponse(write(contents), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{contents.name}.{kind}"'
    return response


def private_file(contents: PlanContents, kind: str) -> HttpResponse:
    response = attachment(contents, kind)
    patch_cache_control(response, private=True, no_store=True)
    return response


def public_file(request: HttpRequest, contents: PlanContents, kind: str) -> HttpResponse:
    """Return the edition with its licence, or 304 to whoever has it as it is now."""
    tag = contents.tag(kind)
    unchanged = get_conditional_response(request, etag=tag)
    response = unchanged or attachment(contents, kind)
    response["ETag"] = tag
    response["Link"] = f'<{LICENCE_ADDRESS}>; rel="license", <{contents.address}>; rel="canonical"'
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
