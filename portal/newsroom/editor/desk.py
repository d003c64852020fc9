"""What lies on the newsroom's desk: questions about drafts, reviews, schedules, stale pages and the press.

Each part asks a constant number of questions, however much lies there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, WorkflowState
from wagtail.query import PageQuerySet

from handbooks.models import ProblemReport, ReviewTask
from portal.newsroom.models import (
    Announcement,
    ArticlePage,
    Coverage,
    NarrativePage,
    NewsPage,
    PreviewAnswer,
    PrinciplePage,
    ReadCount,
    Suggestion,
)
from portal.newsroom.services.previews import is_of_newest

TYPES = (ArticlePage, PrinciplePage, NarrativePage, NewsPage)
MOST, MOST_OF_ALL = 8, 200
NEWEST = 5
UNTOUCHED_FOR = timedelta(days=365)
WAITING_FOR = timedelta(days=30)
"""How long a change of a published page waits before it is called forgotten."""
EXPIRING_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """One thing, where it is worked on, and what is to be said of it."""

    title: str
    url: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A part of the dashboard. `count` is said where all are counted; `has_more` where only the first are listed, and
    `all_url` then leads to all of them.
    """

    key: str
    title: str
    rows: list[Row]
    nothing: str
    explanation: str = ""
    more_url: str = ""
    more: str = ""
    count: int | None = None
    has_more: bool = False

    @property
    def all_url(self) -> str:
        return f"?all={self.key}#{self.key}" if len(self.rows) < MOST_OF_ALL else ""


def pages() -> PageQuerySet:
    """Return the pages of the newsroom, drafts and all. For editors."""
    return Page.objects.type(*TYPES)


def content_types() -> list[ContentType]:
    return list(ContentType.objects.get_for_models(*TYPES).values())


def edit_url(page: Page | int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page if isinstance(page, int) else page.pk])


def at(moment: datetime) -> str:
    return date_format(localtime(moment), "j F Y, H:i")


def on(moment: datetime) -> str:
    return date_format(localtime(moment), "j F Y")


def title(page: Page) -> str:
    return page.draft_title or page.title


def first(things: Iterable[Any], row: Callable[[Any], Row], most: int) -> tuple[list[Row], bool]:
    """Return rows of the first things, and whether there are more. `things` is cut to one more than `most`."""
    found = list(things)
    return [row(thing) for thing in found[:most]], len(found) > most


def under_review() -> Any:
    """Return the reviews that have begun and not ended, of pages."""
    states = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    return WorkflowState.objects.filter(status__in=states, content_type__in=content_types())


def drafts(most: int = MOST) -> Part:
    """What is written and neither in review nor scheduled, the newest first."""
    busy = [int(pk) for pk in under_review().values_list("object_id", flat=True)]
    scheduled = Revision.objects.filter(approved_go_live_at__isnull=False, pk=OuterRef("latest_revision"))
    waiting = pages().filter(Q(has_unpublished_changes=True) | Q(live=False, expired=False)).exclude(pk__in=busy)
    waiting = waiting.exclude(Exists(scheduled)).select_related("latest_revision__user")
    rows, has_more = first(
        waiting.order_by(F("latest_revision_created_at").desc(nulls_last=True))[: most + 1], draft, most
    )
    return Part("drafts", _("Drafts"), rows, _("No drafts."), has_more=has_more)


def draft(page: Page) -> Row:
    revision = page.latest_revision
    notes = [_("changes of a published page")] if page.live else []
    if not page.live and page.first_published_at:
        notes = [_("was published, and is withdrawn")]
    if revision is not None:
        by = {"day": at(revision.created_at), "person": revision.user}
        notes.append(_("%(day)s by %(person)s") % by if revision.user else by["day"])
    return Row(title(page), edit_url(page), notes)


def reviews(most: int = MOST) -> Part:
    """What is in review, and whose turn it is."""
    states = list(
        under_review().select_related("current_task_state__task", "requested_by").order_by("created_at")[: most + 1]
    )
    found = {page.pk: page for page in pages().filter(pk__in=[state.object_id for state in states])}
    tasks = ReviewTask.objects.filter(
        pk__in=[state.current_task_state.task_id for state in states if state.current_task_state]
    )
    groups = {task.pk: sorted(group.name for group in task.groups.all()) for task in tasks.prefetch_related("groups")}

    def row(state: WorkflowState) -> Row:
        page = found[int(state.object_id)]
        return Row(title(page), edit_url(page), [whose_turn(state, groups), submitted(state)])

    rows, has_more = first([state for state in states if int(state.object_id) in found], row, most)
    return Part("reviews", _("In review"), rows, _("Nothing is in review."), has_more=has_more)


def whose_turn(state: WorkflowState, groups: dict[int, list[str]]) -> str:
    """Say who can go on with a review."""
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES or state.current_task_state is None:
        return _("sent back: it waits for changes")
    task = state.current_task_state.task
    people = get_text_list(groups.get(task.pk, []), _("or"))
    return _("waits for “%(step)s” by %(people)s") % {"step": task.name, "people": people or _("others")}


def submitted(state: WorkflowState) -> str:
    said = {"day": on(state.created_at), "person": state.requested_by}
    return _("submitted on %(day)s by %(person)s") % said if state.requested_by else on(state.created_at)


def scheduled(most: int = MOST) -> Part:
    """What goes live by itself, the soonest first."""
    waiting = Revision.objects.filter(approved_go_live_at__isnull=False, content_type__in=content_types())
    revisions = list(waiting.order_by("approved_go_live_at", "pk")[: most + 1])
    found = {page.pk: page for page in pages().filter(pk__in=[revision.object_id for revision in revisions])}

    def row(revision: Revision) -> Row:
        page = found[int(revision.object_id)]
        return Row(title(page), edit_url(page), [at(revision.approved_go_live_at)])

    rows, has_more = first([each for each in revisions if int(each.object_id) in found], row, most)
    return Part("scheduled", _("Scheduled"), rows, _("Nothing is scheduled."), has_more=has_more)


def expiring(now: datetime, most: int = MOST) -> Part:
    """What readers lose within a month, the soonest first."""
    going = pages().filter(live=True, expire_at__isnull=False, expire_at__lte=now + EXPIRING_WITHIN)
    rows, has_more = first(
        going.order_by("expire_at")[: most + 1],
        lambda page: Row(title(page), edit_url(page), [at(page.expire_at)]),
        most,
    )
    return Part("expiring", _("Expiring soon"), rows, _("Nothing expires within 30 days."), has_more=has_more)


def stale(now: datetime, most: int = MOST) -> Part:
    """What readers see and somebody should look at: untouched, doubted, or with changes that were forgotten."""
    reported = Exists(ProblemReport.objects.open().filter(page=OuterRef("pk")))
    doubted = Exists(PrinciplePage.objects.filter(pk=OuterRef("pk")).exclude(check_before_use=""))
    found = pages().filter(live=True).annotate(is_reported=reported, is_doubted=doubted)
    found = found.filter(
        Q(last_published_at__lt=now - UNTOUCHED_FOR)
        | Q(is_reported=True)
        | Q(is_doubted=True)
        | Q(has_unpublished_changes=True, latest_revision_created_at__lt=now - WAITING_FOR)
    )

    def row(page: Any) -> Row:
        reasons = [
            (page.is_reported, _("a reader reported a problem")),
            (page.is_doubted, _("a fact is not settled")),
            (page.has_unpublished_changes, _("changes wait to be published")),
            (
                page.last_published_at and page.last_published_at < now - UNTOUCHED_FOR,
                _("last published on %(day)s") % {"day": on(page.last_published_at)} if page.last_published_at else "",
            ),
        ]
        return Row(title(page), edit_url(page), [words for holds, words in reasons if holds])

    rows, has_more = first(found.order_by(F("last_published_at").asc(nulls_first=True), "pk")[: most + 1], row, most)
    return Part(
        "stale",
        _("To look at again"),
        rows,
        _("Nothing needs another look."),
        explanation=_("Not published anew for a year, reported by a reader, in doubt, or with forgotten changes."),
        has_more=has_more,
    )


def most_read(days: int) -> Part:
    """What was opened most often in some days; a number, and nothing of who read."""
    found = ReadCount.objects.most_read(days)[:NEWEST]
    rows = [Row(page.title, edit_url(page), [_("%(count)s times") % {"count": page.reads}]) for page in found]
    titles = {7: _("Most read in 7 days"), 30: _("Most read in 30 days")}
    return Part(f"read-{days}", titles[days], rows, _("Nothing was counted."))


def suggestions(list_url: str) -> Part:
    """What the feeds brought and nobody has settled."""
    waiting = Suggestion.objects.waiting().select_related("feed__outlet")
    rows = [
        Row(
            each.headline,
            list_url,
            [str(each.feed.outlet), *([date_format(each.printed_on, "j F Y")] if each.printed_on else [])],
        )
        for each in waiting.order_by("-found_at", "-pk")[:NEWEST]
    ]
    return Part(
        "suggestions",
        _("Suggested coverage"),
        rows,
        _("No suggestion waits."),
        more_url=list_url,
        more=_("All suggestions"),
        count=waiting.count(),
    )


def dead_links(list_url: str) -> Part:
    """Coverage that is not found any more where it was printed."""
    dead = Coverage.objects.dead().select_related("outlet")
    edit = Coverage.snippet_viewset.get_url_name("edit")
    rows = [
        Row(
            each.headline,
            reverse(edit, args=[each.pk]),
            [str(each.outlet), _("dead since %(day)s") % {"day": on(each.dead_since)}],
        )
        for each in dead.order_by("-dead_since", "-pk")[:NEWEST]
    ]
    return Part(
        "dead",
        _("Dead links of coverage"),
        rows,
        _("Every link answers."),
        more_url=list_url,
        more=_("All coverage"),
        count=dead.count(),
    )


def announcements(list_url: str) -> Part:
    """Announcements that failed, or of which nobody knows whether they arrived."""
    lost = Announcement.objects.needing_a_hand().select_related("article")
    rows = [
        Row(
            each.article.title,
            reverse("newsroom_announcement", args=[each.pk]),
            [each.channel_name, each.get_state_display(), each.said],
        )
        for each in lost.order_by("-made_at", "-pk")[:NEWEST]
    ]
    return Part(
        "announcements",
        _("Announcements that need a hand"),
        rows,
        _("None."),
        more_url=list_url,
        more=_("All announcements"),
        count=lost.count(),
    )


def answers() -> Part:
    """What sources said of drafts, the newest first."""
    with_texts = PreviewAnswer.objects.select_related("link__article__latest_revision", "revision")
    given = with_texts.order_by("-given_at", "-pk")[:NEWEST]

    def row(answer: PreviewAnswer) -> Row:
        article = answer.link.article
        notes = [f"{answer.link.name}: {answer.get_verdict_display()}", at(answer.given_at)]
        if not is_of_newest(answer, article):
            notes.append(_("about an older version"))
        return Row(title(article), reverse("newsroom_previews", args=[article.pk]), notes)

    return Part("answers", _("Answers of sources"), [row(answer) for answer in given], _("Nobody has answered yet."))


def all_parts(*, suggestions_url: str, coverage_url: str, announcements_url: str, whole: str = "") -> list[Part]:
    """Return the desk, what needs somebody first; the part of the key `whole` with all that lies there."""
    now = timezone.now()

    def most(key: str) -> int:
        return MOST_OF_ALL if key == whole else MOST

    return [
        reviews(most("reviews")),
        drafts(most("drafts")),
        scheduled(most("scheduled")),
        answers(),
        suggestions(suggestions_url),
        announcements(announcements_url),
        stale(now, most("stale")),
        expiring(now, most("expiring")),
        dead_links(coverage_url),
        most_read(7),
        most_read(30),
    ]
