"""From an outcome to the draft of a precedent: made by who writes drafts in the editor, proposed by anybody else.

It is a draft of Wagtail that is held back, and nothing here publishes it. It holds what its maker wrote about the
outcome and never the text of a post; where not everyone reads the thread, the draft tells its editors so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from rules import has_perm

from handbooks.choices import Relation
from handbooks.fields import lines
from handbooks.models import PrecedentEntry, PrecedentIndexPage, PrecedentPage, ProblemReport
from handbooks.problems import keep
from handbooks.streams import links
from network.forum.choices import Result
from network.forum.models import Outcome, ThreadLink
from network.forum.reading.addresses import on_page, thread_address
from network.forum.services.door import check, lock_thread
from network.forum.signals import outcome_recorded
from portal.accounts.models import User
from portal.words.nations import Nation

LONGEST_PROPOSAL = 2000


@dataclass(frozen=True, kw_only=True)
class Story:
    """What somebody makes of an outcome for a precedent."""

    title: str
    summary: str
    what_was_done: str
    outcome: str
    themes: Sequence[str]
    lessons: str = ""


def story_of(outcome: Outcome) -> Story:
    """Return what a draft begins with: the words of the outcome alone."""
    result = str(Result(outcome.result).label)
    steps = "\n".join(lines(outcome.summary))
    summary = Truncator(f"{outcome.asked} {result}.").chars(700)
    themes = outcome.thread.themes
    return Story(title=outcome.asked[:200], summary=summary, what_was_done=steps, outcome=f"{result}.", themes=themes)


def may_draft(user: Any) -> bool:
    """Return whether somebody may write the draft of a precedent in the editor."""
    return index().permissions_for_user(user).can_add_subpage()


def may_propose(user: Any, outcome: Outcome) -> bool:
    """Return whether somebody may make a draft of an outcome, or propose one."""
    return has_perm("forum.change_outcome", user, outcome) or may_draft(user)


def index() -> PrecedentIndexPage:
    return PrecedentIndexPage.objects.get()


@transaction.atomic
def draft_precedent(outcome: Outcome, story: Story, *, by: User) -> PrecedentPage:
    """Make the one draft of an outcome, or return it. Raises PermissionDenied, ValidationError."""
    outcome = open_outcome(outcome, by)
    if not may_draft(by):
        raise PermissionDenied
    if outcome.precedent:
        return outcome.precedent
    page = PrecedentPage(
        **vars(story),
        place=outcome.place or str(outcome.city or outcome.thread.city or _("Not said")),
        city=outcome.city,
        nation=nation_of(outcome),
        is_cautionary=outcome.result == Result.DID_NOT,
        is_held=True,
        editor_notes=notes_for_editors(outcome),
        live=False,
        owner=by,
    )
    if outcome.thread.board.is_public:
        source = {"title": outcome.thread.title, "url": address_of(outcome)}
        page.sources = links(page.sources.stream_block, [source])
    entries = ThreadLink.objects.filter(thread=outcome.thread, entry__live=True).values_list("entry", flat=True)
    page.entry_links = [
        PrecedentEntry(entry_id=entry, relation=Relation.RELATED, sort_order=place)
        for place, entry in enumerate(entries)
    ]
    index().add_child(instance=page)
    page.save_revision(user=by)
    outcome.precedent = page
    outcome.save(update_fields=["precedent", "changed_at"])
    outcome_recorded.send(Outcome, outcome=outcome)
    return page


@transaction.atomic
def propose_precedent(outcome: Outcome, story: Story, *, by: User) -> ProblemReport:
    """Put a proposal into the list that the editors work through, once for each outcome. Raises PermissionDenied."""
    outcome = open_outcome(outcome, by)
    section = reverse("outcome", args=[outcome.thread_id])
    if earlier := proposal_of(outcome):
        return earlier
    said = [
        _("Proposal of a precedent: %(title)s") % {"title": story.title},
        story.summary,
        story.what_was_done,
        story.outcome,
        story.lessons,
        notes_for_editors(outcome),
    ]
    notes = len(said[-1]) + 2
    told = Truncator("\n\n".join(part for part in said[:-1] if part)).chars(LONGEST_PROPOSAL - notes)
    return keep(index(), {"message": f"{told}\n\n{said[-1]}", "section": section, "email": by.email})


def proposal_of(outcome: Outcome) -> ProblemReport | None:
    """Return what was proposed to the editors of an outcome, if anything was."""
    section = reverse("outcome", args=[outcome.thread_id])
    return ProblemReport.objects.filter(page=index(), section=section).first()


def open_outcome(outcome: Outcome, by: User) -> Outcome:
    """Return an outcome as it is now, behind the lock of its thread. Raises PermissionDenied."""
    thread = lock_thread(outcome.thread_id)
    check("forum.read", by, thread)
    found = Outcome.objects.select_related("city", "precedent", "by").get(pk=outcome.pk)
    found.thread = thread
    if not may_propose(by, found):
        raise PermissionDenied
    return found


def nation_of(outcome: Outcome) -> str:
    city = outcome.city or outcome.thread.city
    return city.nation if city else Nation.ENGLAND


def address_of(outcome: Outcome) -> str:
    thread = outcome.thread
    return settings.SITE_URL + thread_address(thread.board.slug, thread.pk, thread.title)


def notes_for_editors(outcome: Outcome) -> str:
    """Say where a draft comes from, and what must not be done with it."""
    thread = outcome.thread
    if thread.board.is_public:
        address = address_of(outcome)
        numbers = outcome.posts.order_by("number").values_list("number", flat=True)
        shown = [on_page(address, number) for number in numbers if number]
        return "\n".join([_("From the outcome of this thread, which everyone reads:"), address, *shown])
    return "\n".join(
        [
            _("From the outcome of a thread that NOT everyone reads."),
            thread.board.read_by,
            _("Nothing of its posts is quoted here, and nothing of them may be."),
            _("Before this is published, ask whoever recorded the outcome whether those concerned agree."),
            f"{settings.SITE_URL}{reverse('outcome', args=[thread.pk])}",
        ]
    )
