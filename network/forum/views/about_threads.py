"""What the pages on which one ties a thread to the rest share: finding the thread, and drawing the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from rules import has_perm

from network.forum.models import Thread
from network.forum.reading.addresses import board_address, thread_address
from portal.accounts.signed_in import SignedInRequest
from portal.words.parts import Link


def thread_or_404(pk: int, user: Any, *, permission: str = "") -> Thread:
    """Return a published thread that `user` reads, with its board. Raises Http404, PermissionDenied."""
    found = Thread.objects.visible_to(user).filter(pk=pk, merged_into=None, last_number__gt=0)
    thread = found.select_related("board", "city", "author", "listing", "outcome").first()
    if thread is None:
        raise Http404
    if permission and not has_perm(permission, user, thread):
        raise PermissionDenied
    return thread


def address_of(thread: Thread) -> str:
    """Return the address of a thread whose board is loaded."""
    return thread_address(thread.board.slug, thread.pk, thread.title)


def thread_page(
    request: SignedInRequest,
    template: str,
    thread: Thread,
    context: dict[str, Any],
    *,
    form: forms.BaseForm | None = None,
) -> HttpResponse:
    """Draw a page about a thread below its own: 422 where a form on it was refused."""
    status = 422 if form is not None and form.errors else 200
    crumbs = [
        Link(title=thread.board.title, url=board_address(thread.board.slug)),
        Link(title=thread.title, url=address_of(thread)),
    ]
    given = {
        "thread": thread,
        "thread_url": address_of(thread),
        "crumbs": crumbs,
        "is_refused": status == 422,
        "form": form,
        **context,
    }
    return render(request, f"forum/{template}.html", given, status=status)
