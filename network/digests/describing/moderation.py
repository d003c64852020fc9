"""What moderators decided on what somebody wrote, and what waits for those who moderate."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from network.digests.describing.line import Causes, Line, keys_of
from network.forum.choices import ModerationAct, SanctionKind
from network.forum.models import Board, Flag, ModerationEntry, Post, Sanction
from network.forum.reading.addresses import post_act
from network.forum.text import end_words

DECISION, SANCTION, FLAG, HELD = "decision", "sanction", "flag", "held"
DECISIONS = (ModerationAct.HIDE, ModerationAct.SHOW, ModerationAct.RELEASE, ModerationAct.REFUSE)
"""What is decided on a post and its author is told of."""


def own_decisions(user: Any) -> QuerySet[ModerationEntry]:
    """Return what was decided on posts of a person; of a refused one as long as they read its board."""
    refused = Q(act=ModerationAct.REFUSE, post__thread__board__in=Board.objects.visible_to(user))
    posts = Q(act__in=DECISIONS, post__in=Post.objects.visible_to(user))
    return ModerationEntry.objects.filter(refused | posts, post__author=user.pk)


def own_sanctions(user: Any) -> QuerySet[Sanction]:
    return Sanction.objects.filter(person=user.pk, lifted_at=None)


def open_flags(user: Any) -> QuerySet[Flag]:
    return Flag.objects.visible_to(user).open()


def held_posts(user: Any) -> QuerySet[Post]:
    return Post.objects.held().filter(thread__board__in=Board.objects.moderated_by(user)).exclude(author=user.pk)


READABLE: dict[str, Causes] = {
    DECISION: own_decisions,
    SANCTION: own_sanctions,
    FLAG: open_flags,
    HELD: held_posts,
}


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    makers = {DECISION: decisions, SANCTION: sanctions, FLAG: flags, HELD: held}
    found: dict[int, Line] = {}
    for source, maker in makers.items():
        if keys := keys_of(notices, source):
            lines = maker(keys)
            own = [one for one in notices if one.source == source and one.object_id in lines]
            found.update({one.pk: lines[one.object_id] for one in own})
    return found


def decisions(keys: set[int]) -> dict[int, Line]:
    rows = ModerationEntry.objects.filter(pk__in=keys).select_related("post__thread")
    return {row.pk: decision_line(row) for row in rows if row.post}


def decision_line(entry: ModerationEntry) -> Line:
    post: Any = entry.post
    said = {
        ModerationAct.HIDE: _("A moderator has hidden your post in “%(thread)s”"),
        ModerationAct.SHOW: _("A moderator shows your post in “%(thread)s” again"),
        ModerationAct.RELEASE: _("A moderator has published your post in “%(thread)s”"),
        ModerationAct.REFUSE: _("A moderator has not published your post in “%(thread)s”"),
    }[ModerationAct(entry.act)]
    title = post.thread.title
    url = reverse("drafts") if entry.act == ModerationAct.REFUSE else post_act(post.pk)
    return Line(said=said % {"thread": title}, url=url, words=entry.reason[:160], about=title)


def sanctions(keys: set[int]) -> dict[int, Line]:
    return {row.pk: sanction_line(row) for row in Sanction.objects.filter(pk__in=keys)}


def sanction_line(sanction: Sanction) -> Line:
    said = {
        SanctionKind.WARNING: _("A moderator has warned you"),
        SanctionKind.SILENCE: _("A moderator has silenced you until %(until)s"),
        SanctionKind.SUSPENSION: _("A moderator has suspended you until %(until)s"),
    }[SanctionKind(sanction.kind)]
    until = end_words(sanction.until) if sanction.until else ""
    return Line(said=said % {"until": until}, url=reverse("appeal"), words=" ".join(sanction.reason.split())[:160])


def flags(keys: set[int]) -> dict[int, Line]:
    rows = Flag.objects.filter(pk__in=keys).select_related("post__thread")
    said = _("A post in “%(thread)s” was reported")
    return {
        row.pk: Line(
            said=said % {"thread": row.post.thread.title},
            url=reverse("flag_settle", args=[row.post_id]),
            words=str(row.get_reason_display()),
            about=row.post.thread.title,
        )
        for row in rows
    }


def held(keys: set[int]) -> dict[int, Line]:
    rows = Post.objects.filter(pk__in=keys).values_list("pk", "thread__title")
    said = _("A post in “%(thread)s” waits for a moderator")
    return {pk: Line(said=said % {"thread": title}, url=reverse("held"), about=title) for pk, title in rows}
