"""The page of a thread in the words of the page, for one reader: at most nine queries, at whatever depth."""

from __future__ import annotations

from functools import cached_property
from html import unescape
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from rules import has_perm

from network.forum.choices import Audience, Kind
from network.forum.models import Thread
from network.forum.models.board import audience_words
from network.forum.reading.about import things_of
from network.forum.reading.addresses import ON_A_PAGE, board_address, network, on_page, thread_act, thread_address
from network.forum.reading.beside import BesideThread
from network.forum.reading.kinds import Box, box_for
from network.forum.reading.levels import Followed, level_of
from network.forum.reading.lists import Mark, listing_mark
from network.forum.reading.outcome_shown import OutcomeShown, outcome_of
from network.forum.reading.posts import Posts, PostShown, beside_itself, found_in
from network.forum.standing import new_from
from portal.accounts.rules import is_reviewer, is_writer
from portal.words.parts import Link, Text
from portal.words.themes import Theme

NEAR = 3
"""An answer with this number or a smaller one stands close enough to the question to be printed once."""
MOST_MERGES = 10
"""Threads that grew into one another in a row."""


def thread_for(pk: int, user: Any) -> Any:
    """Return a thread that `user` may read with everything its page says of it, or None."""
    found = Thread.objects.visible_to(user).filter(pk=pk).select_related("board", "city", "listing", "outcome")
    return found.annotate(beside=BesideThread(user.pk)).first()


def merged_into(pk: int, user: Any) -> Any:
    """Return the thread that a thread grew into, where `user` reads that one, or None."""
    for _step in range(MOST_MERGES):
        target = Thread.objects.filter(pk=pk).values("merged_into")
        found = Thread.objects.visible_to(user).filter(pk__in=target).select_related("board").first()
        if found is None or not found.merged_into_id:
            return found
        pk = found.pk
    return None


def number_in(written: str) -> int:
    """Return the number that an address gives, or 1 for anything else."""
    return max(int(written), 1) if written.isascii() and written.isdigit() and len(written) < 9 else 1


class ThreadReading:
    """One page of a thread. Each property asks the database at most once."""

    def __init__(self, thread: Any, user: Any, page: str) -> None:
        self.thread, self.user = thread, user
        self.board = thread.board
        self.url = thread_address(self.board.slug, thread.pk, thread.title)
        self.page: Page = Paginator(range(1, thread.last_number + 1), ON_A_PAGE).get_page(number_in(page))
        self.first = (self.page.number - 1) * ON_A_PAGE + 1
        self.last = min(self.page.number * ON_A_PAGE, thread.last_number)
        self.beside: dict[str, Any] = thread.beside
        self.board.city_keys = [key for key, _name in self.beside["cities"]]  # which rules ask for
        reader: tuple[int, str, str] = self.beside["reader"] or (0, "", "")
        self.read_to, self._level, self._why = reader

    @property
    def board_url(self) -> str:
        return board_address(self.board.slug)

    @property
    def read_by(self) -> str:
        """Who reads the thread, which is printed above it."""
        return audience_words(self.board.audience, [name for _key, name in self.beside["cities"]])

    @property
    def is_public(self) -> bool:
        return self.board.audience == Audience.PUBLIC

    @property
    def address_of_page(self) -> str:
        return f"{self.url}?page={self.page.number}" if self.page.number > 1 else self.url

    # What the reader has read.

    @cached_property
    def has_unread(self) -> bool:
        """Whether posts came after the last that the reader has read; an old thread that they never opened is read."""
        if not self.user.is_authenticated or self.thread.last_number <= self.read_to:
            return False
        return self.read_to > 0 or self.thread.last_post_at > new_from(self.user)

    @property
    def first_unread(self) -> str:
        return thread_act(self.thread.pk, "unread") if self.has_unread and self.read_to else ""

    @property
    def latest(self) -> str:
        return on_page(self.url, self.thread.last_number)

    @cached_property
    def followed(self) -> Followed | None:
        """How closely the reader follows, and why."""
        if not self.user.is_authenticated:
            return None
        by_theme = self.beside["theme_levels"] or {}
        themes = [(theme, by_theme[theme]) for theme in self.thread.themes if theme in by_theme]
        board = self.beside["board_level"] or ""
        return level_of(self._level, self._why, board=board, board_title=self.board.title, themes=themes)

    @property
    def has_draft(self) -> bool:
        """Whether a reply that the reader began waits."""
        return self.beside["has_draft"]

    # The posts.

    @cached_property
    def _found(self) -> list[Any]:
        is_end = self.last == self.thread.last_number
        return list(found_in(self.thread, self.user, first=self.first, last=self.last, with_held=is_end))

    @cached_property
    def _posts(self) -> list[PostShown]:
        is_line = self.has_unread and self.first <= self.read_to + 1 <= self.last and self.read_to > 0
        unread_from = self.read_to + 1 if is_line else None
        return Posts(self.thread, self.user, self.url).shown(self._found, unread_from=unread_from)

    @cached_property
    def posts(self) -> list[PostShown]:
        """The posts of the page, in order; those that wait for a moderator stand last."""
        return [post for post in self._posts if post.number is None or self.first <= post.number <= self.last]

    @cached_property
    def answer(self) -> PostShown | None:
        """The accepted answer, unless it is out of sight."""
        return next((post for post in self._posts if post.is_answer and not post.stub), None)

    @property
    def answer_above(self) -> PostShown | None:
        """The accepted answer where it is printed once more below the question: on the first page, if it is far."""
        is_near = self.answer and self.answer.number and self.answer.number <= NEAR
        return None if is_near or self.page.number > 1 else self.answer

    @cached_property
    def answer_html(self) -> SafeString | str:
        """The text of the accepted answer for where it is printed once more."""
        above = self.answer_above
        if above is None:
            return ""
        post = next(post for post in self._found if post.pk == above.pk)
        return beside_itself(above, post.submission.hex[:12])

    @cached_property
    def description(self) -> str:
        """The beginning of the first post, for whoever previews a public link to its first page."""
        first = next((post for post in self.posts if post.number == 1 and not post.stub), None)
        words = " ".join(unescape(strip_tags(first.html)).split()) if first else ""
        return Truncator(words).chars(200)

    # What stands beside.

    @property
    def kind(self) -> Text:
        return Kind(self.thread.kind).label

    @property
    def marks(self) -> list[Mark]:
        """Where the thread stands: answered, open, closed."""
        found = []
        if self.thread.answer_id:
            found.append(Mark("done", _("Answered")))
        if listing := getattr(self.thread, "listing", None):
            found.append(listing_mark(listing.state, listing.expires_on))
        if self.thread.is_closed:
            found.append(Mark("stop", _("Closed")))
        return found

    @property
    def listing(self) -> Any:
        return getattr(self.thread, "listing", None)

    @property
    def tags(self) -> list[Link]:
        """The themes and the city of the thread, each with its list; not the one that the board is called after."""
        themes = [Link(title=Theme(theme).label, url=f"{network()}?theme={theme}") for theme in self.thread.themes]
        city = self.thread.city
        cities = [Link(title=city.name, url=f"{network()}?city={city.slug}")] if city else []
        return [tag for tag in (*themes, *cities) if str(tag.title) != self.board.title]

    @cached_property
    def about(self) -> list[Link]:
        """What the thread is about, as far as the reader may read it."""
        kinds = self.beside["about"]
        return things_of(self.thread.pk, self.user, kinds) if kinds else []

    @cached_property
    def outcome(self) -> OutcomeShown | None:
        return outcome_of(self.thread.pk, self.url) if hasattr(self.thread, "outcome") else None

    @cached_property
    def box(self) -> Box | None:
        """What the thread is beside its posts, such as an event."""
        return box_for(self.thread, self.user)

    # What the reader may do.

    @cached_property
    def may_reply(self) -> bool:
        return self.user.is_authenticated and has_perm("forum.reply", self.user, self.thread)

    @cached_property
    def acts(self) -> list[Link]:
        """What the reader may do with the thread, beside answering."""
        if not self.user.is_authenticated:
            return []
        thread = self.thread
        record, listing = getattr(thread, "outcome", None), self.listing
        acts = (
            ("forum.edit_thread", thread, _("Change the title or themes"), "edit"),
            ("forum.link", thread, _("Say what it is about"), "links"),
            ("forum.change_outcome", record, _("Change the outcome"), "outcome")
            if record
            else ("forum.record_outcome", thread, _("Record the outcome"), "outcome"),
            *([("forum.change_listing", thread, _("Met, withdrawn or longer open"), "listing")] if listing else ()),
            ("forum.moderate", thread, _("Pin, close, hide, move, split or merge"), "moderate"),
        )
        if record and not record.precedent_id and (is_writer(self.user) or is_reviewer(self.user)):
            acts += (("forum.read", thread, _("Make a precedent of the outcome"), "outcome/precedent"),)
        allowed = (act for act in acts if has_perm(act[0], self.user, act[1]))
        return [Link(title=label, url=thread_act(thread.pk, act)) for _permission, _thing, label, act in allowed]
