"""What the forum knows about a person: their copy of it, and what goes with their account.

What they published stays, signed “A former member” with the city that they wrote from. What only they saw goes, and
so does their name in what others wrote: it stands in the text that names them, and in what that text was before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from network.forum.models import (
    Attachment,
    Bookmark,
    Draft,
    Flag,
    Follow,
    Match,
    Mention,
    Outcome,
    Participant,
    Post,
    PostRevision,
    Reader,
    Sanction,
    Thread,
    Useful,
)
from network.forum.services.appeals import forget_appeals
from network.forum.services.drafts import one_at_a_time
from network.forum.services.mentions import nobody
from network.forum.signals import post_changed
from portal.accounts.models import User
from portal.accounts.privacy import Named, leave_file
from portal.media.models import PrivateFile
from portal.text import markdown

OF_POST = ("thread__board__title", "thread__title", "number", "body", "written_at", "published_at", "edited_at")
TOLD = (*OF_POST, "deleted_at", "hidden_at", "hidden_reason", "refused_at")


def copy_of(person: User) -> dict[str, Any]:
    """Return what a person wrote, keeps, follows and reported, and what was decided about them."""
    threads = Thread.objects.filter(author=person).order_by("pk")
    outcomes = Outcome.objects.filter(by=person).order_by("pk")
    return {
        "posts": list(Post.objects.filter(author=person).order_by("pk").values(*TOLD)),
        "earlier_texts": list(
            PostRevision.objects.filter(post__author=person)
            .order_by("pk")
            .values("post", "title", "body", "written_at")
        ),
        "threads": list(threads.values("board__title", "title", "kind", "themes", "created_at")),
        "outcomes": list(outcomes.values("thread__title", "asked", "result", "summary", "place", "at")),
        "drafts": list(Draft.objects.filter(person=person).values("title", "body", "fields", "saved_at")),
        "bookmarks": list(
            Bookmark.objects.filter(person=person).values("post", "note", "remind_on", "reminded_at", "at")
        ),
        "follows": list(Follow.objects.filter(person=person).values("board__title", "theme", "level", "since")),
        "threads_read": list(Reader.objects.filter(person=person).values("thread", "level", "why", "last_read")),
        "useful_marks": list(Useful.objects.filter(person=person).values("post", "at")),
        "named_in": list(Mention.objects.filter(person=person).values("post", "at")),
        "suggested_for": list(Match.objects.filter(person=person).values("ask__thread", "state", "at", "answered_at")),
        "reports": list(Flag.objects.filter(by=person).values("post", "reason", "note", "at", "settled_at", "verdict")),
        "decisions_about_you": list(
            Sanction.objects.filter(person=person).values("kind", "reason", "at", "until", "lifted_at")
        ),
        "participation": list(Participant.objects.filter(person=person).values("read_before", "posted_at")),
    }


def files_of(person: User) -> Iterable[Named]:
    """Return the files that a person uploaded, posted or not."""
    own = Attachment.objects.filter(by=person, removed_at=None).select_related("document")
    return [(f"{row.pk}-{row.document.name}", row.document.file) for row in own]


def forget(person: User) -> None:
    """Delete what only a person saw, and take their name out of what others wrote.

    The texts come first: whoever edits one has locked it, and touches then whom it names.
    """
    one_at_a_time(person)
    unname(person)
    delete_waiting_files(person)
    for model in (Draft, Bookmark, Follow, Reader, Mention, Match):
        model._default_manager.filter(person=person).delete()
    posted = Attachment.objects.filter(by=person).values("document")
    PrivateFile.objects.filter(uploaded_by=person, pk__in=posted).update(uploaded_by=None)
    forget_appeals(person)
    Participant.objects.filter(person=person).delete()


def delete_waiting_files(person: User) -> None:
    """Delete what a person uploaded and that no post holds, or holds no longer."""
    loose = Attachment.objects.filter(Q(post=None) | Q(removed_at__isnull=False), by=person)
    found = list(loose.values_list("document", "document__file"))
    loose.delete()
    for _pk, name in found:
        leave_file(name)
    PrivateFile.objects.filter(pk__in=[pk for pk, _name in found]).delete()


def unname(person: User) -> None:
    """Write “@a former member” wherever a text of the forum names a person."""
    named, instead = rf"\(person:0*{person.pk}\)", nobody()
    posts = Post.objects.filter(body__regex=named).select_for_update(of=["self"], no_key=True)
    for post in posts.select_related("thread__board").order_by("pk"):
        post.body = markdown.without(post.body, person.pk, instead)
        post.html = markdown.render(post.body, key=post.submission.hex[:12])
        post.html_version = markdown.VERSION
        post.save(update_fields=["body", "html", "html_version"])
        if post.number is not None:
            post_changed.send(Post, post=post)
    for model in (PostRevision, Draft):
        rows = model._default_manager.filter(body__regex=named).select_for_update(of=["self"], no_key=True)
        for row in rows.order_by("pk"):
            body = markdown.without(row.body, person.pk, instead)
            model._default_manager.filter(pk=row.pk).update(body=body)
