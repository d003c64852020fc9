"""What helps while somebody writes: the preview, drafts kept as they type, and the names of people."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rules import has_perm

from network.forum.forms.typed import Typed, keys_in
from network.forum.models import Board, Draft, Post, Thread
from network.forum.reading.naming import suggestions
from network.forum.reading.unsent import drafts_of
from network.forum.services.drafts import Place, keep_draft, keep_edit
from network.forum.services.mentions import check_number
from network.forum.views.desk import LONGEST_PREVIEW, preview_of
from network.forum.views.signed_in import for_scripts, for_writers, form_methods, is_within_limit
from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest

RESTS = "60"
"""Seconds after which a script may ask again, where it has asked too often."""


@require_POST
@for_scripts
def preview(request: SignedInRequest) -> HttpResponse:
    """Answer what a text will look like, as a part of a page."""
    if not has_perm("forum.belong", request.user):
        raise PermissionDenied
    if not is_within_limit(request, "forum_preview"):
        answer = render(request, "forum/preview.html", {"rests": True}, status=429)
        answer["Retry-After"] = RESTS
        return answer
    body, before = request.POST.get("body", ""), body_before(request)
    context = {
        "html": preview_of(body, place_or_none(request), by=request.user, before=before),
        "is_too_long": len(body) > LONGEST_PREVIEW,
        "trouble": trouble_with(body, request.user, before),
    }
    return render(request, "forum/preview.html", context)


def body_before(request: SignedInRequest) -> str:
    """Return what a post says that is being changed."""
    posts = Post.objects.visible_to(request.user).readable().filter(pk__in=keys_in([request.POST.get("post", "")]))
    return posts.values_list("body", flat=True).first() or ""


def trouble_with(body: str, user: User, before: str) -> str:
    """Return why a text that is previewed would be refused for whom it names."""
    try:
        check_number(body, by=user, before=before)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@require_POST
@for_scripts
def draft_save(request: SignedInRequest) -> HttpResponse:
    """Keep what somebody is writing, while they write."""
    place = edited(request) if "post" in request.POST else place_of(request)
    if not is_within_limit(request, "forum_draft"):
        return HttpResponse(status=429, headers={"Retry-After": RESTS})
    typed = Typed.sent(request.POST)
    if isinstance(place, Post):
        draft = keep_edit(place, typed.unsent, by=request.user, seen=request.POST.get("seen", ""))
    else:
        draft = keep_draft(place, typed.unsent, by=request.user, submission=typed.submission)
    words = _("Draft kept at %(time)s") % {"time": f"{timezone.localtime():%H:%M}"} if draft else ""
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


def edited(request: SignedInRequest) -> Post:
    """Return the post that a request names, as far as its sender may change it. Raises Http404."""
    keys = keys_in([request.POST.get("post", "")])
    found = Post.objects.visible_to(request.user).filter(pk__in=keys).select_related("thread__board").first()
    if found is None or not has_perm("forum.edit_post", request.user, found):
        raise Http404
    return found


def place_of(request: SignedInRequest) -> Place:
    """Return the thread or the board that a request names, as far as its sender reads it. Raises Http404."""
    data = request.POST if request.method == "POST" else request.GET
    threads, boards = keys_in([data.get("thread", "")]), keys_in([data.get("board", "")])
    found: Place | None = None
    if threads:
        found = Thread.objects.visible_to(request.user).filter(pk__in=threads).select_related("board").first()
    elif boards:
        found = Board.objects.visible_to(request.user).filter(pk__in=boards).first()
    if found is None:
        raise Http404
    return found


def place_or_none(request: SignedInRequest) -> Place | None:
    try:
        return place_of(request)
    except Http404:
        return None


@form_methods
@for_writers
def drafts(request: SignedInRequest) -> HttpResponse:
    """List what the visitor began to write, and throw away what they choose."""
    if request.method == "POST":
        Draft.objects.filter(person=request.user, pk__in=keys_in([request.POST.get("draft", "")])).delete()
        messages.success(request, _("Your draft is thrown away."))
        return redirect("drafts")
    return render(request, "forum/drafts.html", {"heading": _("Your drafts"), "drafts": drafts_of(request.user)})


@require_safe
@for_scripts
def mention_suggest(request: SignedInRequest) -> HttpResponse:
    """Answer people whose name begins so and who read the thread or board that is named.

    Of a thread that is not there, or not for the visitor, the answer is that of one in which nobody is called so.
    """
    if not has_perm("forum.belong", request.user):
        raise PermissionDenied
    if not is_within_limit(request, "forum_suggest"):
        return JsonResponse({"people": []}, status=429, headers={"Retry-After": RESTS})
    place = place_or_none(request)
    if place is None:
        return JsonResponse({"people": []})
    found = suggestions(place, request.GET.get("q", ""), viewer=request.user)
    return JsonResponse({"people": [{"id": one.pk, "name": one.name, "place": one.place} for one in found]})
