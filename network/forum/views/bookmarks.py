"""Posts that a person keeps."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, sent
from network.forum.forms.following import BookmarkForm
from network.forum.forms.typed import keys_in
from network.forum.models import Bookmark, Post
from network.forum.reading.addresses import on_page
from network.forum.reading.kept import Kept
from network.forum.services.bookmarks import keep, let_go
from network.forum.views.about_threads import address_of, thread_page
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest


@form_methods
@for_writers
def bookmarks(request: SignedInRequest) -> HttpResponse:
    """List what the reader keeps, and keep no longer what they choose."""
    if request.method == "POST":
        for post in keys_in(request.POST.getlist("post"), most=1):
            let_go(post, by=request.user)
            messages.success(request, _("The post is no longer among what you keep."))
        return redirect("bookmarks")
    before = keys_in([request.GET.get("before", "")])
    context = {
        "heading": _("Bookmarks"),
        "lede": _("Posts to come back to. Nobody else sees what you keep."),
        "kept": Kept(request.user, before[0] if before else None),
    }
    return render(request, "forum/bookmarks.html", context)


@form_methods
@for_writers
def bookmark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a post with a note and a day, or keep it no longer."""
    readable = Post.objects.visible_to(request.user).readable().filter(pk=pk)
    post = readable.select_related("thread__board", "author", "city").first()
    if post is None or post.number is None:
        raise Http404
    url = on_page(address_of(post.thread), post.number)
    if request.POST.get("act") == "let_go":
        let_go(post.pk, by=request.user)
        messages.success(request, _("The post is no longer among what you keep."))
        return redirect(url)
    own = Bookmark.objects.filter(person=request.user, post=post).first()
    form = BookmarkForm(sent(request), initial={"note": own.note, "remind_on": own.remind_on} if own else None)
    if form.is_valid() and attempt(form, lambda: keep(post, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, _("Kept. You find it under “Bookmarks”."))
        return redirect(url)
    context = {"heading": _("Keep a post"), "post": post, "post_url": url, "own": own}
    return thread_page(request, "bookmark", post.thread, context, form=form)
