"""The letter of a digest: subject, plain text and HTML from the same rows, and the headers that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from network.digests.building.choice import Contents, Item
from network.digests.building.sections import asks, events, mentions, plans_due, quiet, replies
from network.digests.choices import Cadence, ItemKind
from network.digests.models import Digest
from network.digests.rhythm import rhythm_of
from network.digests.subjects import subject_of, summary_of
from network.digests.tokens import make_token, unsubscribe_url
from portal.mail.folding import Folded
from portal.mail.letters import inliner, tidy
from portal.mail.services import AUTOMATIC, message_id
from portal.mail.tokens import unsubscribe_headers
from portal.text.cutting import at_a_word
from portal.text.hidden import one_line
from portal.text.wrapping import wrapped
from portal.words.parts import Text

TITLE, PLACE, WHEN, LINE = 120, 60, 120, 160
"""Characters, so that no letter grows past what mail programs show: they cut one off at 102 kB."""
FEW = 5
"""Items that one sees at a glance: of more it is said at the top how many of what there are."""
ACTIONS: dict[str, Text] = {
    mentions.NAME: gettext_lazy("Answer"),
    replies.NAME: gettext_lazy("Answer"),
    plans_due.NAME: gettext_lazy("Write the update"),
    asks.NAME: gettext_lazy("Answer"),
    events.NAME: gettext_lazy("Say whether you come"),
    quiet.NAME: gettext_lazy("Answer"),
}
"""What there is to do about an item of a section, where there is something."""
INDENTS = re.compile(r"[ \t]*\n[ \t\n]*")
UNCOUNTED = (asks.NAME, quiet.NAME)
"""Sections whose threads are new as a whole: no posts of them are counted."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """An item as both parts of the letter print it. `facts` are its place, when it is, and how many posts are new;
    `note` is what one has to know first, and `action` what there is to do at its address.
    """

    title: str
    url: str
    note: str
    facts: str
    line: str
    why: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A section as both parts of the letter print it."""

    title: str
    rows: list[Row]

    @property
    def rule(self) -> str:
        """A line under the title, for the plain text."""
        return "-" * len(self.title)


def message_for(digest: Digest, contents: Contents) -> Folded:
    """Return the letter that tells a person what `contents` holds, ready to be handed over."""
    token = make_token(digest.person_id)
    with translation.override(settings.LANGUAGE_CODE):  # not that of whoever sends it or looks at it
        context = context_of(digest, contents, token)
        text = wrapped(tidy(template("txt").render(context)))
        html = inliner().inline(without_indents(template("html").render(context)))
    to, headers = [digest.person.email], headers_of(digest, token)
    message = Folded(context["subject"], text, to=to, headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def without_indents(html: str) -> str:
    """Return HTML whose lines begin at the margin, none of them empty: a third of what a template writes."""
    return INDENTS.sub("\n", html)


@cache
def template(suffix: str) -> Any:
    """Return a template of the letter, looked up once."""
    return get_template(f"digests/mail/digest_message.{suffix}")


def context_of(digest: Digest, contents: Contents, token: str) -> dict[str, Any]:
    passages = [Passage(title=one_line(str(part.title)), rows=list(map(row_of, part.items))) for part in contents.parts]
    return {
        "SITE_URL": settings.SITE_URL,
        "SITE_NAME": settings.WAGTAIL_SITE_NAME,
        "subject": subject_of(contents),
        "heading": heading_of(digest),
        "summary": summary_of(contents) if len(contents.items) > FEW else "",
        "more": contents.more,
        "more_url": settings.SITE_URL + reverse("forum_new") if contents.more_threads else "",
        "name": cut(digest.person.display_name, PLACE),
        "passages": passages,
        "preheader": preheader_of(contents),
        "rhythm": rhythm_of(digest),
        "stop": unsubscribe_url(token),
        "preferences": settings.SITE_URL + reverse("preferences"),
    }


def heading_of(digest: Digest) -> str:
    """Return what stands at the top of a digest: of which days it is."""
    if digest.cadence == Cadence.DAILY:
        return _("Today in the network")
    first = digest.period - timedelta(days=digest.period.weekday())
    last = first + timedelta(days=6)
    given = {
        "first": date_format(first, "j" if first.month == last.month else "j F"),
        "last": date_format(last, "j F"),
    }
    return _("Your week in the network, %(first)s to %(last)s") % given


def row_of(item: Item) -> Row:
    described = item.described
    return Row(
        title=cut(described.title, TITLE),
        url=described.url,
        note=cut(described.note, WHEN),
        facts=" · ".join(facts_of(item)),
        line=line_of(item),
        why=cut(item.choice.why, LINE),
        action=str(ACTIONS.get(item.choice.section, "")) if described.url else "",
    )


def line_of(item: Item) -> str:
    """Return the line of an item: who says it, and what, where somebody is quoted."""
    line = cut(item.described.line, LINE)
    if not (line and item.described.speaker):
        return line
    return _("%(who)s: “%(words)s”") % {"who": cut(item.described.speaker, PLACE), "words": line}


def facts_of(item: Item) -> Iterator[str]:
    """Yield where an item is from, when it is, and how many posts are new; nothing of which there is none."""
    if item.described.place:
        yield cut(item.described.place, PLACE)
    if item.described.when:
        yield cut(item.described.when, WHEN)
    if item.choice.kind == ItemKind.THREAD and item.choice.section not in UNCOUNTED and (count := item.choice.count):
        yield ngettext("%(count)d new post", "%(count)d new posts", count) % {"count": count}


def preheader_of(contents: Contents) -> str:
    """Return what lists of mails show behind the subject: the first titles, and what is said of them."""
    first = [item.described for item in contents.items[:3]]
    return cut(" · ".join(beginning(one.title, one.note or one.line) for one in first), LINE)


def beginning(title: str, said: str) -> str:
    """Return a title and what is said of it, as one reads them in a line."""
    mark = "" if title.endswith(("?", "!", ".")) or not said else ":"
    return f"{title[:TITLE]}{mark} {said}"


def cut(text: str, most: int) -> str:
    """Return text in one line of at most so many characters, without what cannot be seen."""
    line = one_line(text[: most * 8])
    return at_a_word(line, most)


def headers_of(digest: Digest, token: str) -> dict[str, str]:
    """Return the headers of a digest. Source: RFC 3834 for those that keep machines from answering"""
    return {**AUTOMATIC, **unsubscribing(token), "Message-ID": message_id(digest.key)}


def unsubscribing(token: str) -> dict[str, str]:
    """Return the headers by which a mail program ends the digest of a person. Source: RFC 2919, RFC 8058 s.8.1"""
    headers = unsubscribe_headers(unsubscribe_url(token), token)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {**headers, "List-Id": f"{settings.WAGTAIL_SITE_NAME} digest <digest.{host}>"}
