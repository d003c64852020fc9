"""The letter about one post, or about some of one thread: its words, and the headers that keep a thread together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.places.letters import Note, given_to
from network.digests.choices import NoticeKind
from network.digests.describing.line import Line
from network.digests.models import Notice
from network.digests.muting import MUTE
from network.digests.switches import purpose_of
from network.forum.models import Post, Thread
from network.forum.models.board import audience_words
from network.forum.reading.addresses import on_page, thread_address
from network.forum.reading.people import author_of
from portal.accounts.models import User
from portal.accounts.zones import zone_named
from portal.mail.letters import Words, compose
from portal.mail.services import Outgoing, message_id
from portal.mail.tokens import one_click_url
from portal.text import markdown
from portal.text.hidden import one_line, without_hidden
from portal.text.plain_text import as_text

MOST, MOST_OF_MANY = 3_000, 700
"""Characters of a post: alone in its letter, and among others."""
HEAVIEST = 90_000
"""Bytes of HTML: a large provider shows the beginning only of letters above 102 kB. Styles are with each element, so a
short text that makes many of them, such as a table, may come to more; it is printed without them then."""
MOST_POSTS = 10
"""Posts that one letter holds; of more only the number is said."""
CLOSENESS = (NoticeKind.MENTION, NoticeKind.ANSWER, NoticeKind.REPLY, NoticeKind.FOLLOWED)
WHY = {
    NoticeKind.MENTION: gettext_lazy("You get this letter because you are named in this thread."),
    NoticeKind.ANSWER: gettext_lazy("You get this letter because a reply of yours was taken as the answer."),
    NoticeKind.REPLY: gettext_lazy("You get this letter because you began this thread or wrote in it."),
    NoticeKind.FOLLOWED: gettext_lazy("You get this letter because you watch this thread, its board or its theme."),
}


def key_of(notice: Notice) -> str:
    """Return what the ledger of letters knows the letter about a notice by, so that it is written once."""
    return f"notice:{notice.pk}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A post as a letter prints it."""

    name: str
    place: str
    when: str
    text: str
    html: SafeString
    url: str
    files: list[str]
    is_cut: bool


def letter_about(
    posts: Sequence[tuple[Notice, Post]], person: User, *, cities: Sequence[str], after: int | None
) -> Outgoing:
    """Return the letter about posts of one thread, oldest first, to a person who may read them.

    `cities` are those of its board, and `after` is the notice of which the last letter about the thread was written.
    """
    notice, post = posts[-1]
    kind = min((NoticeKind(one.kind) for one, _post in posts), key=CLOSENESS.index)
    given = {**of_posts(posts, person), **of_thread(post.thread, person, cities), **given_to(person, purpose_of(kind))}
    return Outgoing(
        key=key_of(notice),
        kind=purpose_of(kind),
        to=person.email,
        words=words_of({**given, "said": sentence(kind, posts), "why": WHY[kind]}),
        person=person,
        headers=headers_of(post.thread, person, after),
    )


def of_posts(posts: Sequence[tuple[Notice, Post]], person: User) -> dict[str, Any]:
    """Return what the template prints of the posts: the first of them, and how many more there are."""
    first, most = posts[0][1], MOST if len(posts) == 1 else MOST_OF_MANY
    return {
        "line": subject_of(first.thread, is_reply=any(one.number != 1 for _notice, one in posts)),
        "posts": [said(one, person, most=most) for _notice, one in posts[:MOST_POSTS]],
        "more": more_words(len(posts) - MOST_POSTS),
        "url": on_page(settings.SITE_URL + address_of(first.thread), first.number or 1),
    }


def of_thread(thread: Thread, person: User, cities: Sequence[str]) -> dict[str, Any]:
    """Return what the template prints of the thread: where it stands, who reads it, and how to end its letters."""
    return {
        "subject": one_line(thread.title),
        "board": thread.board.title,
        "read_by": audience_words(thread.board.audience, cities),
        "mute": one_click_url(MUTE, person.pk, thread.pk),
        "preferences": settings.SITE_URL + reverse("preferences"),
    }


def words_of(given: dict[str, Any]) -> Words:
    """Return the words of a letter about posts; where their HTML would be too heavy, it is their text."""
    words = compose("digests/mail/post", given)
    if len(words.html.encode()) > HEAVIEST:
        words = compose("digests/mail/post", {**given, "posts": [in_plain(one) for one in given["posts"]]})
    return words


def headers_of(thread: Thread, person: User, after: int | None) -> dict[str, str]:
    """Return what lets a mail program keep the letters about a thread together.

    All of them refer to one message of the thread and person, which was never sent, and to the letter before.
    Source: RFC 5322 s.3.6.4, RFC 2919
    """
    root = message_id(f"thread:{thread.pk}:{person.pk}")
    before = message_id(f"notice:{after}") if after else ""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        "In-Reply-To": before or root,
        "References": " ".join(filter(None, (root, before))),
        "List-Id": f"<{thread.board.slug}.network.{host}>",
    }


def subject_of(thread: Thread, *, is_reply: bool) -> str:
    """Return the same subject for every letter about a thread: its title and where it is from."""
    place = thread.city.name if thread.city else thread.board.title
    told = {"title": one_line(thread.title), "place": place}
    return (_("Re: %(title)s (%(place)s)") if is_reply else _("%(title)s (%(place)s)")) % told


def sentence(kind: NoticeKind, posts: Sequence[tuple[Notice, Post]]) -> str:
    """Say in a line what happened."""
    if len(posts) > 1:
        count = len(posts)
        return ngettext("%(count)s new post in this thread.", "%(count)s new posts in this thread.", count) % {
            "count": count
        }
    ((_notice, post),) = posts
    author = author_of(post.author, city=post.city.name if post.city else "")
    who = _("%(name)s from %(place)s") % {"name": author.name, "place": author.place} if author.place else author.name
    if kind == NoticeKind.ANSWER:
        return _("Your reply is taken as the answer.")
    if kind == NoticeKind.MENTION:
        return _("%(who)s names you.") % {"who": who}
    words = _("%(who)s began this thread.") if post.number == 1 else _("%(who)s writes in this thread.")
    return words % {"who": who}


def said(post: Post, person: User, *, most: int) -> Said:
    """Return a post as a letter to a person prints it."""
    city, organisation = post.city.name if post.city else "", str(post.partner.organisation) if post.partner else ""
    author = author_of(post.author, city=city, organisation=organisation)
    whole = without_hidden(post.body)
    body = cut(whole, most)
    at = localtime(post.published_at, zone_named(person.time_zone))
    return Said(
        name=author.name,
        place=author.place,
        when=date_format(at, "j F Y, H:i"),
        text=as_text(body, site=settings.SITE_URL),
        html=absolute(markdown.render(body, key=f"m{post.pk}")),
        url=on_page(settings.SITE_URL + address_of(post.thread), post.number or 1),
        files=[one_line(str(file.document)) for file in post.files],  # type: ignore[attr-defined]  # prefetched
        is_cut=body != whole,
    )


def in_plain(post: Said) -> Said:
    """Return a post whose HTML is its text with its line ends, and nothing else."""
    return replace(post, html=format_html("<p>{}</p>", linebreaksbr(post.text)))


def cut(body: str, most: int) -> str:
    """Return the first paragraphs of a text, or as many words of the first as there is room for."""
    if len(body) <= most:
        return body
    start = body[:most]
    ends = [start.rfind(mark) for mark in ("\n\n", "\n", " ")]
    end = next((at for at in ends if at > most // 2), most)
    return f"{start[:end].rstrip()} …"


def absolute(html: str) -> SafeString:
    """Return clean HTML whose links lead to the portal from wherever it is read."""
    return mark_safe(re.sub(r'href="/', f'href="{settings.SITE_URL}/', html))  # noqa: S308  cleaned when it was rendered


def more_words(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext("And %(count)s more post.", "And %(count)s more posts.", count) % {"count": count}


def address_of(thread: Thread) -> str:
    return thread_address(thread.board.slug, thread.pk, thread.title)


def letter_of_line(notice: Notice, line: Line, person: User) -> Outgoing:
    """Return the letter about something that is no post."""
    kind = purpose_of(notice.kind)
    url = line.url if line.url.startswith("http") else settings.SITE_URL + line.url
    note = Note(
        title=one_line(str(line.said)),
        paragraphs=[text for text in (line.about, line.words, line.place) if text],
        url=url,
        label=_("Open it in the portal"),
        why=_("You get this letter because you chose to be told at once: %(what)s.")
        % {"what": notice.get_kind_display()},
    )
    words = compose("mail/note", {**asdict(note), **given_to(person, kind)})
    return Outgoing(key=key_of(notice), kind=kind, to=person.email, words=words, person=person)
