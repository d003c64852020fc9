"""The page behind a link of a reminder, which takes one update without signing in, and a city's list of such links.

The token is the proof: no cookie is read or set for it, and no form of another site knows it.
"""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cities.places.views.doors import city_or_404, require, sent
from cities.plans.forms.telling import LinkUpdateForm
from cities.plans.models import ActionPlan, Update, UpdateLink
from cities.plans.reading.linked import LinkReading
from cities.plans.reading.readers import readers_of_updates
from cities.plans.reading.state import State, states_of
from cities.plans.services import links
from cities.plans.services.links import LinkEnded, Standing
from cities.plans.views.doors import plan_page
from portal.accounts.signed_in import SignedInRequest


def unlinked(response: HttpResponse) -> HttpResponse:
    """Keep the address, which holds the token, from search engines and from the pages that it leads to."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def is_too_often(request: HttpRequest) -> bool:
    """Count a form, and say whether its network sends too many. Opening a page is not counted."""
    return not ratelimit.consume(request, action="plan_link")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def update_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of a link, take one update, or end the link. Nothing changes on GET."""
    if is_too_often(request):
        return unlinked(render(request, "429.html", status=429))
    link = links.find(token)
    if link is None:
        return unlinked(render(request, "plans/link_unknown.html", status=404))
    if request.user.is_authenticated and request.user.pk != link.person_id:
        return unlinked(render(request, "plans/link_unknown.html", {"is_anothers": True}, status=404))
    standing = links.standing_of(link)
    if standing != Standing.OPEN:
        return ended(request, standing)
    if request.method == "POST" and request.POST.get("act") == "end":
        links.end(link)
        return unlinked(render(request, "plans/link_ended.html", {"is_done": True}))
    return unlinked(form_of(request, link))


def ended(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Say why a link takes no update any more, and nothing of the action."""
    return unlinked(render(request, "plans/link_ended.html", {"standing": standing.value}, status=410))


def form_of(request: HttpRequest, link: UpdateLink) -> HttpResponse:
    """Show the two fields, or publish what they say."""
    state = states_of([link.action_id]).get(link.action_id, State())
    form = LinkUpdateForm(sent(request), state=state)
    if request.method == "POST" and form.is_valid():
        try:
            update = links.use(link, form.told)
        except LinkEnded as error:
            return ended(request, error.standing)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            return published(request, update)
    context = {
        "link": link,
        "reading": LinkReading(link, state, request.user),
        "form": form,
        "has_draft": links.has_draft(link),
        "readers": readers_of_updates(link.action),
    }
    return render(request, "plans/link.html", context, status=422 if form.errors else 200)


def published(request: HttpRequest, update: Update) -> HttpResponse:
    """Thank the writer; the update is linked for whoever may open it."""
    is_read = Update.objects.visible_to(request.user).filter(pk=update.pk).exists()
    context = {"update": update, "is_read": is_read, "readers": readers_of_updates(update.action)}
    return render(request, "plans/link_published.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_links(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the open links of a city's plan for its coordinators, and end one of them."""
    city = city_or_404(slug)
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user).live().filter(city=city))
    require(request, "plans.edit_plan", plan)
    own = UpdateLink.objects.visible_to(request.user).open().filter(action__plan=plan)
    if request.method == "POST":
        links.revoke(get_object_or_404(own, pk=number(request.POST.get("link"))), by=request.user)
        messages.success(request, _("The link is ended. It takes no update any more."))
        return redirect("plan_links", city.slug)
    context: dict[str, Any] = {
        "heading": _("Links in reminders"),
        "lede": _("Each takes one update from one person, without signing in. End one that went astray."),
        "links": own.select_related("action", "person").order_by("action__number", "-made_at"),
    }
    return plan_page(request, "links", city, context)


def number(text: str | None) -> int:
    """Return a primary key that was sent, or 0, which is nothing's."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
