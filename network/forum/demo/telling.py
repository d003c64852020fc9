"""Tell one demonstration thread: through the acts of this room, as the person who would have done it.

What is made is then given the days on which it would have happened; marks of usefulness are many, and written as rows.
The log of moderation is never changed, so its lines are of the day of loading.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from re import Match

from rules import has_perm

from cities.places.models import City
from cities.plans.demo.loading import starter_pages
from cities.plans.demo.script import day
from handbooks.models import EntryPage, PrecedentPage
from handbooks.reading.addresses import short_address
from network.forum.choices import Verdict
from network.forum.demo.script import KEYS, MODERATOR, PLACE, WRITER, Came, Line, Report, Talk, moment
from network.forum.models import Board, Flag, Listing, Outcome, Participant, Post, Thread, Useful
from network.forum.quoting import attribution, quote_of
from network.forum.services import editing, flagging, hiding, marks, outcomes, precedents
from network.forum.services.door import lock_thread
from network.forum.services.numbering import publish
from network.forum.services.posting import Opening, Written, reply, start_thread
from portal.accounts.demo import demo_people
from portal.accounts.models import User

LATER = timedelta(hours=5)
"""How long after a post it was marked, reported, or changed."""

Begin = Callable[[Board, Opening, Written, User], Thread]


def begin_thread(board: Board, opening: Opening, written: Written, by: User) -> Thread:
    return start_thread(board, opening, written, by=by)


@dataclass
class Stage:
    """Who speaks where about what: people by title, boards by address, pages by the key they were loaded under."""

    people: Mapping[str, User]
    boards: Mapping[str, Board]
    pages: Mapping[str, EntryPage | PrecedentPage]

    @classmethod
    def for_talks(cls, talks: Collection[Talk]) -> Stage:
        titles = {person.email: person.title for person in demo_people()}
        users = User.objects.filter(email__in=titles, is_demonstration=True, is_active=True)
        return cls(
            people={titles[user.email]: user for user in users},
            boards={board.slug: board for board in Board.objects.filter(slug__in={talk.board for talk in talks})},
            pages=starter_pages({key for talk in talks for key in talk.keys}),
        )

    def is_ready(self, talk: Talk) -> bool:
        """Return whether a thread is still to be told, on a board that is there, by people who may write on it."""
        board = self.boards.get(talk.board)
        if board is None or self.first_post(talk) or not talk.keys <= self.pages.keys():
            return False
        voices = {*talk.voices, self.moderator_of(board)}
        return voices <= self.people.keys() and all(
            has_perm("forum.start_thread", self.people[title], board) for title in voices
        )

    def moderator_of(self, board: Board) -> str:
        """Return the title of whoever keeps a board: the coordinator of its city, or the moderator."""
        return f"Coordinator, {board.city.name}" if board.city else MODERATOR

    def first_post(self, talk: Talk) -> Post | None:
        return Post.objects.filter(submission=talk.submission(1)).select_related("thread__board").first()

    def tell(self, talk: Talk, begin: Begin = begin_thread) -> Thread:
        """Make a thread with its posts, and what was done to them since."""
        posts: list[Post] = []
        for number, line in enumerate(talk.lines, start=1):
            posts.append(self.post(talk, number, line, posts, begin))
        self.backdate(talk, posts)
        for post, line in zip(posts, talk.lines, strict=True):
            self.treat(post, line)
        thread = Thread.objects.select_related("board").get(pk=posts[0].thread_id)
        self.settle(talk, thread, posts)
        return thread

    def post(self, talk: Talk, number: int, line: Line, before: list[Post], begin: Begin) -> Post:
        """Write a post as its author would. One that is held where the portal is set so is published at once."""
        by = self.people[line.by]
        Participant.objects.filter(person=by).update(posted_at=None)
        body = self.words(line.was or talk.said(number))
        written = Written(body=self.quote(line, before) + body, submission=talk.submission(number))
        if before:
            made = reply(before[0].thread, written, by=by)
        else:
            thread = begin(self.boards[talk.board], self.opening(talk), written, by)
            made = thread.posts.get(submission=written.submission)
        if made.number is None:
            publish(made, lock_thread(made.thread_id))
        return made

    def opening(self, talk: Talk) -> Opening:
        return Opening(
            title=talk.title, kind=talk.kind, themes=talk.themes, about=[self.link(key) for key in talk.about]
        )

    def link(self, key: str) -> tuple[str, int]:
        page = self.pages[key]
        return "entry" if isinstance(page, EntryPage) else "precedent", page.pk

    def words(self, text: str) -> str:
        """Return a text with its entries, precedents and people named as members name them."""
        return PLACE.sub(self.named, text)

    def named(self, found: Match[str]) -> str:
        kind, name = found.groups()
        if kind == "@":
            person = self.people[name]
            return f"@[{person.display_name}](person:{person.pk})"
        number = self.pages[KEYS[kind](name)].number
        return f"[{number}]({short_address(number)})"

    def quote(self, line: Line, before: list[Post]) -> str:
        if not line.quotes:
            return ""
        quoted = before[line.quotes - 1]
        return f"> {attribution(quoted)}\n>\n> {line.passage}\n\n" if line.passage else quote_of(quoted)

    def backdate(self, talk: Talk, posts: list[Post]) -> None:
        """Give posts, and so their thread, the days on which they would have been written."""
        for number, (post, line) in enumerate(zip(posts, talk.lines, strict=True)):
            post.written_at = post.published_at = moment(line.when, number)
        Post.objects.bulk_update(posts, ["written_at", "published_at"])
        ends = {"created_at": posts[0].written_at, "last_post_at": posts[-1].written_at}
        Thread.objects.filter(pk=posts[0].thread_id).update(**ends)
        Participant.objects.filter(person__in={post.author_id for post in posts}).update(posted_at=None)

    def treat(self, post: Post, line: Line) -> None:
        """Do to a post what was done to it: changed, marked, reported, deleted."""
        later = post.written_at + LATER
        if line.was:
            edited = editing.edit_post(post, self.words(line.body), seen=post.body, by=self.people[line.by])
            edited.revisions.update(written_at=post.written_at, at=later)
            Post.objects.filter(pk=post.pk).update(edited_at=later)
        readers = [self.people[title] for title in line.useful]
        Useful.objects.bulk_create(Useful(post=post, person=person, at=later) for person in readers)
        if line.report:
            self.report(post, line.report)
        if line.is_deleted:
            editing.delete_post(post, by=self.people[line.by])
            Post.objects.filter(pk=post.pk).update(deleted_at=later)

    def report(self, post: Post, told: Report) -> None:
        """Report a post; where a moderator has hidden it since, settle the report with that."""
        flag = flagging.flag(post, reason=told.reason, note=told.note, by=self.people[told.by])
        later = post.written_at + LATER
        Flag.objects.filter(pk=flag.pk).update(at=later)
        if told.hidden:
            moderator = self.people[MODERATOR]
            flagging.settle(post, [flag.pk], verdict=Verdict.UPHELD, by=moderator)
            hiding.put_out_of_sight(Post.objects.get(pk=post.pk), reason=told.hidden, by=moderator)
            Flag.objects.filter(pk=flag.pk).update(settled_at=later + LATER)
            Post.objects.filter(pk=post.pk).update(hidden_at=later + LATER)

    def settle(self, talk: Talk, thread: Thread, posts: list[Post]) -> None:
        """Do to a thread what was done to it: answered, pinned, closed, told the outcome of."""
        end = posts[-1].written_at + LATER
        keeper = self.people[self.moderator_of(thread.board)]
        if talk.answer:
            marks.accept_answer(posts[talk.answer - 1], by=self.people[talk.lines[0].by])
            Thread.objects.filter(pk=thread.pk).update(answered_at=end)
        if talk.is_pinned:
            hiding.pin_thread(thread, by=keeper)
            Thread.objects.filter(pk=thread.pk).update(pinned_at=end)
        if talk.closed:
            hiding.close_thread(thread, by=keeper, reason=talk.closed)
            Thread.objects.filter(pk=thread.pk).update(closed_at=end)
        if talk.days:
            dated = {"expires_on": day(talk.days.expires_on)}
            if talk.days.needed_by is not None:
                dated["needed_by"] = day(talk.days.needed_by)
            Listing.objects.filter(thread=thread).update(**dated)
        if talk.outcome:
            self.record(talk.outcome, thread, posts)

    def record(self, came: Came, thread: Thread, posts: list[Post]) -> None:
        told = outcomes.Told(
            asked=came.asked,
            result=came.result,
            summary=came.summary,
            place=came.place,
            city=City.objects.filter(slug=came.city).first(),
            numbers=came.numbers,
            review_on=day(came.review),
        )
        outcome = outcomes.record_outcome(thread, told, by=self.people[came.by])
        if came.is_drafted and (writer := self.people.get(WRITER)) and precedents.may_draft(writer):
            story = precedents.story_of(outcome)
            precedents.draft_precedent(outcome, story, by=writer)
        Outcome.objects.filter(pk=outcome.pk).update(at=posts[-1].written_at + LATER)
