"""Saying what a thread is about."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, sent, try_act
from network.forum.forms.linking import LinksForm
from network.forum.forms.typed import keys_in
from network.forum.reading.about import link_of, rows_of
from network.forum.services.linking import MOST, link, unlink
from network.forum.views.about_threads import thread_or_404, thread_page
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest


@form_methods
@for_writers
def thread_links(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a thread is about; add to it, and take away."""
    user = request.user
    thread = thread_or_404(pk, user, permission="forum.link")
    if keys := keys_in(request.POST.getlist("remove"), most=1):
        remove = partial(unlink, thread, keys[0], by=user)
        try_act(request, remove, done=_("The thread is not about it any more."))
        return redirect("thread_links", pk)
    form = LinksForm(sent(request), user=user)
    if form.is_valid() and attempt(form, lambda: link(thread, form.things, by=user)) is not None:
        messages.success(request, _("The thread is about it now, and shows on its page to who may read both."))
        return redirect("thread_links", pk)
    context = {
        "heading": _("What the thread is about"),
        "lede": _("An entry, a precedent, an action or an event. The thread then shows on its page."),
        "links": [(row["pk"], link_of(row)) for row in rows_of(thread.pk, user)],
        "most": MOST,
    }
    return thread_page(request, "links", thread, context, form=form)
