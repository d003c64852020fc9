"""Changing what was written: a thread's title and themes, a post's text, and taking a post back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.views.doors import refuse, sent
from network.forum.choices import Kind
from network.forum.forms.typed import Typed, keys_in
from network.forum.forms.writing import PostEditForm, ThreadEditForm
from network.forum.models import Attachment, Post, Thread
from network.forum.reading.addresses import board_address, on_page, thread_address
from network.forum.services.drafts import began_from, draft_for, keep_edit, throw_away
from network.forum.services.editing import delete_post, edit_post, edit_thread, said_of
from network.forum.views.desk import THROW_AWAY, preview_of
from network.forum.views.sent_files import Files, files_sent, waiting_files
from network.forum.views.signed_in import for_writers, form_methods
from network.forum.views.threads import post_or_404
from portal.accounts.signed_in import SignedInRequest
from portal.text.differences import differences
from portal.words.parts import Text
from portal.words.themes import Theme

PREVIEW = "preview"


@form_methods
@for_writers
def thread_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the title and the themes of a thread. Where somebody did so meanwhile, both are shown, with 409."""
    thread = Thread.objects.visible_to(request.user).filter(pk=pk).select_related("board").first()
    if thread is None:
        raise Http404
    require(request, "forum.edit_thread", thread)
    known = {"title": thread.title, "kind": thread.kind, "themes": thread.themes, "seen": said_of(thread)}
    form = ThreadEditForm(sent(request), initial=known, thread=thread)
    if request.method != "POST" or not form.is_valid():
        return thread_page(request, thread, form)
    try:
        changed = edit_thread(thread, **form.cleaned_data, by=request.user)
    except ValidationError as error:
        if getattr(error, "code", "") == "stale":
            thread.refresh_from_db()
            again = {**form.cleaned_data, "seen": said_of(thread)}
            form = ThreadEditForm(initial=again, thread=thread)
            return thread_page(request, thread, form, now=now_of(thread), status=409)
        refuse(form, error)
        return thread_page(request, thread, form)
    messages.success(request, _("The thread is changed."))
    return redirect(thread_address(changed.board.slug, changed.pk, changed.title))


def now_of(thread: Thread) -> list[tuple[Text, Text]]:
    """Return what is said of a thread now, line by line."""
    themes = ", ".join(str(Theme(theme).label) for theme in thread.themes)
    return [
        (_("Title"), thread.title),
        (_("Kind"), Kind(thread.kind).label),
        (_("Themes"), themes or _("None")),
    ]


def thread_page(
    request: SignedInRequest, thread: Thread, form: ThreadEditForm, *, now: Any = (), status: int = 200
) -> HttpResponse:
    """Draw the form of a thread that is changed. `now` is said of it where somebody changed it first."""
    address = thread_address(thread.board.slug, thread.pk, thread.title)
    context = {
        "heading": _("Change the thread"),
        "label": _("Save"),
        "cancel_url": address,
        "board": thread.board,
        "thread": thread,
        "form": form,
        "now": now,
        "is_refused": bool(form.errors),
    }
    return render(request, "forum/thread-edit.html", context, status=422 if form.errors else status)


@form_methods
@for_writers
def post_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the text of a post. Where somebody changed it meanwhile both texts are shown, and neither is lost."""
    post = post_or_404(pk, request.user)
    require(request, "forum.edit_post", post)
    if request.method != "POST":
        return begin_edit(request, post)
    if request.POST.get("act") == THROW_AWAY:
        throw_away(post, by=request.user)
        messages.success(request, _("Your draft is thrown away. The post is as it was."))
        return redirect(address_of(post))
    there = post.attachments.filter(removed_at=None).count()
    unwanted = keys_in(request.POST.getlist("remove"))
    files = files_sent(request, there=there - post.attachments.filter(removed_at=None, pk__in=unwanted).count())
    if files.errors or request.POST.get("act") != "send":
        return edit_page(request, post, PostEditForm(initial=request.POST.dict()), files, unwanted)
    form = PostEditForm(request.POST)
    if not form.is_valid():
        return edit_page(request, post, form, files, unwanted)
    try:
        edit_post(post, **form.cleaned_data, by=request.user, attachments=files.keys, without=unwanted)
    except ValidationError as error:
        if getattr(error, "code", "") == "stale":
            return both_texts(request, post_or_404(pk, request.user), form, files)
        refuse(form, error)
        return edit_page(request, post, form, files, unwanted)
    messages.success(request, _("The post is changed. What it said before stays in its history."))
    return redirect("post", pk)


def begin_edit(request: SignedInRequest, post: Post) -> HttpResponse:
    """Draw the form with the draft of a change that was begun, or with what the post says."""
    draft = draft_for(post, request.user)
    typed = Typed.kept(draft) if draft else Typed(body=post.body)
    form = PostEditForm(initial={"body": typed.body, "seen": began_from(post, draft)})
    return edit_page(request, post, form, Files(waiting_files(typed.attachments, request)))


def edit_page(
    request: SignedInRequest, post: Post, form: PostEditForm, files: Files, unwanted: Any = (), **more: Any
) -> HttpResponse:
    """Draw the form of a post that is changed. What was sent and is not saved is kept as a draft."""
    is_refused = bool(form.errors or files.errors)
    typed = replace(Typed.sent(request.POST), attachments=files.keys)
    if request.method == "POST":
        keep_edit(post, typed.unsent, by=request.user, seen=request.POST.get("seen", ""))
    context = {
        "heading": _("Change a post"),
        "label": _("Save"),
        "cancel_url": address_of(post),
        "board": post.thread.board,
        "post": post,
        "place": post.thread,
        "is_own": post.author_id == request.user.pk,
        "form": form,
        "files": files,
        "attached": Attachment.objects.filter(post=post, removed_at=None).select_related("document"),
        "unwanted": unwanted,
        "is_refused": is_refused,
        "draft": draft_for(post, request.user),
        "preview": preview_of(typed.body, post.thread, by=request.user, before=post.body)
        if request.method == "POST"
        else "",
        **more,
    }
    return render(request, "forum/edit.html", context, status=more.get("status", 422 if is_refused else 200))


def both_texts(request: SignedInRequest, post: Post, form: PostEditForm, files: Files) -> HttpResponse:
    """Show what the post says now beside what was typed, both against what the typing began from, with 409."""
    seen, mine = form.cleaned_data["seen"].replace("\r\n", "\n").strip(), form.cleaned_data["body"]
    again = PostEditForm(initial={**form.cleaned_data, "seen": post.body})
    clash = {"theirs": differences(seen, post.body), "mine": differences(seen, mine), "status": 409}
    return edit_page(request, post, again, files, heading=_("Somebody changed this post first"), **clash)


@form_methods
@for_writers
def post_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask before a post is taken back, and take it back on POST."""
    post = post_or_404(pk, request.user)
    if post.deleted_at is not None:
        return redirect("post", pk)
    require(request, "forum.delete_post", post)
    if request.method == "POST":
        try:
            delete_post(post, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The post is deleted. Its place and its number stay."))
        return redirect("post", pk)
    follows = [
        _("Nobody reads its text or opens its files any more. The place where it stood says that it was deleted."),
        _("Its number stays, so that answers to it still lead there. You cannot undo this."),
    ]
    if post.number == 1:
        follows.append(_("It is the first post of its thread. The thread, its title and the replies stay."))
    context = {
        "heading": _("Delete a post"),
        "follows": follows,
        "label": _("Delete the post"),
        "cancel_url": address_of(post),
        "board": post.thread.board,
        "thread": post.thread,
    }
    return render(request, "forum/delete.html", context)


def require(request: SignedInRequest, permission: str, thing: Thread | Post) -> None:
    """Raise PermissionDenied unless the visitor, who reads it, may."""
    if not has_perm(permission, request.user, thing):
        raise PermissionDenied


def address_of(post: Post) -> str:
    """Return where a post stands; a board where its thread has no number yet."""
    thread = post.thread
    if post.number is None:
        return board_address(thread.board.slug)
    return on_page(thread_address(thread.board.slug, thread.pk, thread.title), post.number)
