"""The posts of a page of a thread, in the words of the page: one query, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from rules import has_perm

from network.forum.models import Post, Thread
from network.forum.reading.addresses import network, on_page, post_act, thread_act
from network.forum.reading.beside import BesidePost
from network.forum.reading.days import day_of
from network.forum.reading.people import Author, former_member, is_seen_by, signed

FIELDS = (
    *("thread", "number", "author", "html", "submission", "written_at", "published_at", "edited_at", "deleted_at"),
    *("hidden_at", "hidden_reason", "refused_at"),
)
BACK = "?back=1"
"""Takes a mark back, so that a button that is pressed twice does what it says."""


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file with a post."""

    name: str
    url: str
    size: str
    is_image: bool


@dataclass(frozen=True, slots=True)
class Act:
    """What the reader may do with a post: by a link, or by a button that sends a form."""

    label: str
    url: str
    icon: str = ""
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class OwnHidden:
    """What the author of a hidden post reads still, and where they change it, if they may."""

    html: SafeString
    edit_url: str


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post as a page prints it. One that is out of sight has a `stub` for its text, and no author but the city."""

    pk: int
    number: int | None
    author: Author
    stamp: str
    day: str
    edited: str
    history_url: str
    html: SafeString
    stub: str
    useful: int
    is_answer: bool
    is_held: bool
    files: Sequence[FileShown]
    acts: Sequence[Act]
    more: Sequence[Act]
    url: str
    starts_unread: bool = False
    own: OwnHidden | None = None


def found_in(thread: Thread, user: Any, *, first: int, last: int, with_held: bool) -> QuerySet[Post]:
    """Return the posts of a thread that the reader may read, from one number to another, and the accepted answer.

    `with_held` adds those that wait for a moderator: one's own, and all for who moderates the board.
    """
    wanted = Q(number__gte=first, number__lte=last)
    if thread.answer_id:
        wanted |= Q(pk=thread.answer_id)
    if with_held and user.is_authenticated:
        held = Q(number=None, refused_at=None)
        wanted |= held if has_perm("forum.moderate", user, thread) else held & Q(author=user.pk)
    posts = Post.objects.filter(wanted, thread=thread.pk).only(*FIELDS).order_by("number", "pk")
    return posts.annotate(beside=BesidePost(user.pk), is_seen=is_seen_by(user))


class Posts:
    """Turns posts into what the page prints. `url` is the address of their thread."""

    def __init__(self, thread: Thread, user: Any, url: str) -> None:
        self.thread, self.user, self.url = thread, user, url
        self._allowed: dict[tuple[str, bool, bool], bool] = {}
        self._labels = labels()

    def shown(self, posts: Sequence[Any], *, unread_from: int | None = None) -> list[PostShown]:
        """Return posts in their order; `unread_from` is the number above which the line of new ones stands."""
        return [self._post(post, post.number == unread_from) for post in posts]

    def _post(self, post: Any, starts_unread: bool) -> PostShown:
        post.thread = self.thread
        stub = self._stub(post)
        signed_in = self.user.is_authenticated and not stub
        at = localtime(post.published_at or post.written_at)
        has_history = bool(post.edited_at) and signed_in and self._may("belong", post)
        return PostShown(
            pk=post.pk,
            number=post.number,
            author=self._author(post, bool(stub)),
            stamp=at.isoformat(timespec="minutes"),
            day=day_of(at),
            edited=_("edited %(day)s") % {"day": day_of(post.edited_at)} if post.edited_at and not stub else "",
            history_url=post_act(post.pk, "history") if has_history else "",
            html=mark_safe("" if stub else post.html),  # noqa: S308  sanitised when it was written
            stub=stub,
            useful=0 if stub else post.beside["useful"],
            is_answer=post.pk == self.thread.answer_id,
            is_held=post.number is None,
            files=() if stub else [file_of(*file) for file in post.beside["files"]],
            acts=list(self._acts(post)) if signed_in else (),
            more=list(self._more(post)) if signed_in else (),
            url=on_page(self.url, post.number) if post.number else self.url,
            starts_unread=starts_unread,
            own=self._own(post) if stub else None,
        )

    def _own(self, post: Any) -> OwnHidden | None:
        """Return the text of a post that a moderator hid from all but its author, where they read it."""
        if not post.hidden_at or post.deleted_at or post.author_id != self.user.pk:
            return None
        edit_url = post_act(post.pk, "edit") if self._may("edit_post", post) else ""
        return OwnHidden(mark_safe(post.html), edit_url)  # noqa: S308  sanitised when it was written

    def _author(self, post: Any, is_stub: bool) -> Author:
        beside, city = post.beside, post.beside["city"] or ""
        if is_stub:
            return Author("", "", "both", city or _("A member"))
        if beside["is_gone"]:
            return former_member(city)
        url = f"{network()}people/{post.author_id}/" if post.is_seen else ""
        organisation, kind = beside["organisation"] or "", beside["kind"] or ""
        return signed(beside["name"], city=city, organisation=organisation, kind=kind, url=url)

    def _stub(self, post: Any) -> str:
        """Return what stands for the text of a post that is out of sight; why it was hidden is told to who may know."""
        if post.hidden_at:
            is_told = self.user.is_authenticated and (post.author_id == self.user.pk or self._may("moderate", post))
            if is_told:
                return _("A moderator hid this post: %(reason)s") % {"reason": post.hidden_reason}
            return _("A moderator hid this post.")
        return _("Its author deleted this post.") if post.deleted_at else ""

    def _acts(self, post: Any) -> Iterable[Act]:
        """Yield what stands under every post."""
        if post.number is None:
            return
        if self._may("reply", post):
            reply = f"{thread_act(self.thread.pk, 'reply')}?quote={post.pk}"
            yield Act(self._labels["reply"], reply, "reply")
        if self._may("mark_useful", post):
            label, back = ("not useful", BACK) if post.beside["is_marked"] else ("useful", "")
            yield Act(self._labels[label], post_act(post.pk, "useful") + back, "tick", is_sent=True)
        is_first = post.number == 1
        if not is_first and self._may("accept_answer", post):
            is_answer = post.pk == self.thread.answer_id
            label, back = ("not the answer", BACK) if is_answer else ("answer", "")
            yield Act(self._labels[label], post_act(post.pk, "accept") + back, is_sent=True)

    def _more(self, post: Any) -> Iterable[Act]:
        """Yield what is done seldom, and is folded."""
        if post.number is None:
            return
        if self._may("belong", post):
            yield Act(self._labels["kept" if post.beside["is_kept"] else "keep"], post_act(post.pk, "bookmark"))
        if self._may("edit_post", post):
            yield Act(self._labels["edit"], post_act(post.pk, "edit"))
        if self._may("delete_post", post) and post.author_id == self.user.pk:
            yield Act(self._labels["delete"], post_act(post.pk, "delete"))
        if self._may("flag", post):
            yield Act(self._labels["report"], post_act(post.pk, "report"))
        if self._may("hide_post", post):
            yield Act(self._labels["hide"], post_act(post.pk, "hide"))

    def _may(self, permission: str, post: Any) -> bool:
        """Return whether the reader may; the rules are asked once for what is their own and once for what is not."""
        key = (permission, post.author_id == self.user.pk, post.is_removed)
        if key not in self._allowed:
            thing = self.thread if permission in ("reply", "accept_answer", "moderate") else post
            self._allowed[key] = has_perm(f"forum.{permission}", self.user, thing)
        return self._allowed[key]


def labels() -> dict[str, str]:
    """Return what the acts are called: translated once for all posts of a page."""
    return {
        "reply": _("Reply"),
        "useful": _("Useful"),
        "not useful": _("No longer useful"),
        "answer": _("Accept as the answer"),
        "not the answer": _("No longer the answer"),
        "keep": _("Keep"),
        "kept": _("Kept"),
        "edit": _("Edit"),
        "delete": _("Delete"),
        "report": _("Report"),
        "hide": _("Hide"),
    }


def file_of(pk: int, name: str, size: int, is_image: bool) -> FileShown:
    return FileShown(name, f"{network()}files/{pk}/", filesizeformat(size), is_image)


def beside_itself(post: PostShown, key: str) -> SafeString:
    """Return the HTML of a post for a second place on the same page: the ids of its footnotes are others."""
    return mark_safe(post.html.replace(key, f"{key}-above"))  # noqa: S308  as safe as the HTML that it is made of
