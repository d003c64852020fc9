"""What came of threads: recorded, changed, looked at again, listed, and made the draft of a precedent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Page

from handbooks.models import PrecedentPage, ProblemReport
from network.forum.choices import Audience, Result
from network.forum.models import Outcome, Thread
from network.forum.services.linking import link
from network.forum.services.outcomes import Told, record_outcome, remind_outcomes
from network.forum.services.precedents import Story, draft_precedent, propose_precedent, story_of
from network.forum.tasks import remind_of_outcomes
from portal.mail.models import Letter
from portal.words.themes import Theme
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db

SECRET = "The tenant of number seven told us this."


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def author(leeds):
    return member_of(leeds)


@pytest.fixture
def thread(author):
    board = BoardFactory(audience=Audience.PUBLIC)
    return ThreadFactory(author=author, board=board, title="Who lets by lots?", themes=[Theme.HOUSING], body=SECRET)


def told(**kwargs) -> Told:
    return Told(**{"asked": "Can a council let by lots?", "result": Result.WORKED, "summary": "It can.", **kwargs})


TYPED = {"asked": "Can a council let by lots?", "result": "worked", "summary": "It can.\n\nSlowly."}


def test_outcome_is_recorded_and_stands_on_the_thread(client, thread, author):
    PostFactory(thread=thread)
    client.force_login(author)
    answer = client.post(f"/network/threads/{thread.pk}/outcome/", {**TYPED, "posts": "1 and #2", "place": "Leeds"})
    assert answer.status_code == 302
    outcome = Outcome.objects.get(thread=thread)
    assert (outcome.by, sorted(outcome.posts.values_list("number", flat=True))) == (author, [1, 2])
    page = client.get(answer["Location"]).content.decode()
    assert "Can a council let by lots?" in page
    assert "#p2" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"asked": ""}, "Fill this in."),
        ({"asked": "\u202e \u200b"}, "Fill this in."),
        ({"summary": "x" * 3001}, "at most 3,000 characters"),
        ({"result": "splendid"}, "This is not one of the choices."),
        ({"posts": "9"}, "There is no post to read with this number: 9"),
        ({"posts": "the second"}, "Give the numbers of posts"),
        ({"posts": "1,2,3,4,5,6,7,8,9,10,11"}, "Name at most 10 posts."),
        ({"review_on": "2020-01-01"}, "Give a day after today"),
        ({"review_on": "2090-01-01"}, "Give a day after today"),
        ({"review_on": "soon"}, "Give a date"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(client, thread, author, typed, said):
    client.force_login(author)
    answer = client.post(f"/network/threads/{thread.pk}/outcome/", {**TYPED, "place": "Kept place", **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Kept place" in answer.content.decode()
    assert not Outcome.objects.exists()


def test_post_of_another_thread_or_out_of_sight_shows_nothing(thread, author):
    PostFactory(thread=thread, deleted_at=timezone.now())
    with pytest.raises(ValidationError, match="2"):
        record_outcome(thread, told(numbers=[1, 2]), by=author)


def test_any_member_records_and_only_who_recorded_or_asked_changes(thread, author):
    helper = member_of()
    outcome = record_outcome(thread, told(), by=helper)
    again = record_outcome(thread, told(result=Result.MIXED), by=author, seen=outcome.changed_at)
    with pytest.raises(PermissionDenied):
        record_outcome(thread, told(), by=member_of(), seen=again.changed_at)
    assert Outcome.objects.get().result == Result.MIXED
    assert Outcome.objects.get().by == helper


def test_second_of_two_who_write_reads_that_somebody_was_first(client, thread, author):
    record_outcome(thread, told(summary="What the first one wrote."), by=author)
    with pytest.raises(ValidationError, match="meanwhile"):
        record_outcome(thread, told(), by=author)
    client.force_login(author)
    answer = client.post(f"/network/threads/{thread.pk}/outcome/", {**TYPED, "seen": "2020-01-01T00:00:00+00:00"})
    assert answer.status_code == 422
    assert "What the first one wrote." in answer.content.decode()
    assert "Slowly." in answer.content.decode()
    again = {**TYPED, "seen": answer.context["form"].data["seen"]}
    assert client.post(f"/network/threads/{thread.pk}/outcome/", again).status_code == 302
    assert Outcome.objects.get().summary.endswith("Slowly.")


def test_closed_thread_takes_an_outcome_and_a_hidden_one_does_not(thread, author):
    Thread.objects.filter(pk=thread.pk).update(closed_at=timezone.now())
    record_outcome(thread, told(), by=author)
    other = ThreadFactory(author=author, hidden_at=timezone.now())
    with pytest.raises(ValidationError):
        record_outcome(other, told(), by=author)


# The review.


def test_review_is_reminded_of_once_on_its_day(thread, author, django_capture_on_commit_callbacks, mailoutbox):
    day = timezone.localdate() + timedelta(days=30)
    record_outcome(thread, told(review_on=day), by=author)
    assert remind_outcomes(timezone.now()) == 0
    on_the_day = timezone.now() + timedelta(days=30)
    with django_capture_on_commit_callbacks(execute=True):
        remind_of_outcomes(on_the_day.isoformat())
        remind_of_outcomes(on_the_day.isoformat())
    assert [letter.to for letter in mailoutbox] == [[author.email]]
    assert f"/network/threads/{thread.pk}/outcome/" in mailoutbox[0].body


def test_another_day_for_the_review_is_reminded_of_again(thread, author):
    day = timezone.localdate() + timedelta(days=1)
    outcome = record_outcome(thread, told(review_on=day), by=author)
    assert remind_outcomes(timezone.now() + timedelta(days=2)) == 1
    outcome.refresh_from_db()
    later = told(review_on=day + timedelta(days=90))
    record_outcome(thread, later, by=author, seen=outcome.changed_at)
    assert remind_outcomes(timezone.now() + timedelta(days=95)) == 1
    assert Letter.objects.filter(kind="forum.outcome-review").count() == 2


def test_who_lost_sight_of_the_thread_is_not_written_to(leeds, author):
    thread = ThreadFactory(author=author, board=city_board(leeds))
    record_outcome(thread, told(review_on=timezone.localdate() + timedelta(days=1)), by=author)
    author.memberships.update(state="ended", ended_at=timezone.now())
    assert remind_outcomes(timezone.now() + timedelta(days=2)) == 0
    assert not Letter.objects.exists()


# The list.


def test_list_shows_each_reader_what_they_read(client, thread, author, leeds):
    record_outcome(thread, told(asked="Read by everyone"), by=author)
    record_outcome(ThreadFactory(author=author, board=city_board(leeds)), told(asked="Read in Leeds"), by=author)
    page = client.get("/network/outcomes/").content.decode()
    assert "Read by everyone" in page
    assert "Read in Leeds" not in page
    client.force_login(author)
    assert "Read in Leeds" in client.get("/network/outcomes/").content.decode()


def test_list_is_narrowed_by_theme_and_result(client, thread, author):
    record_outcome(thread, told(asked="Of housing"), by=author)
    other = ThreadFactory(author=author, board=thread.board, themes=[Theme.ENERGY])
    record_outcome(other, told(asked="Of energy", result=Result.DID_NOT), by=author)
    assert "Of energy" not in client.get("/network/outcomes/?theme=housing").content.decode()
    assert "Of housing" not in client.get("/network/outcomes/?result=did_not").content.decode()
    page = client.get("/network/outcomes/?theme=magic&before=9-x")
    assert page.status_code == 200
    assert "magic" in page.content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_list_takes_one_query_and_leads_on(client, thread, author, count, django_assert_num_queries):
    for place in range(count):
        other = ThreadFactory(author=author, board=thread.board)
        record_outcome(other, told(asked=f"Outcome {place:02}."), by=author)
    with django_assert_num_queries(1):
        page = client.get("/network/outcomes/").content.decode()
    assert page.count("Outcome ") == min(count, 25)
    assert ("?before=" in page) == (count > 25)


# A precedent.


def test_editor_makes_one_draft_which_is_held_back(tree, client, thread, author):
    entry = EntryPageFactory()
    link(thread, [entry], by=author)
    outcome = record_outcome(thread, told(numbers=[1], city=author.memberships.get().city), by=author)
    writer = UserFactory(groups=["Writers"])
    client.force_login(writer)
    address = f"/network/threads/{thread.pk}/outcome/precedent/"
    form = client.get(address).context["form"]
    answer = client.post(address, form.initial)
    outcome.refresh_from_db()
    page = outcome.precedent
    assert answer["Location"] == f"/editor/pages/{page.pk}/edit/"
    assert (page.live, page.is_held, page.number, page.themes) == (False, True, "", [Theme.HOUSING])
    assert page.title == "Can a council let by lots?"
    assert [row.entry_id for row in page.get_latest_revision_as_object().entry_links.all()] == [entry.pk]
    assert thread.get_absolute_url() in page.editor_notes
    assert thread.get_absolute_url() in str(page.sources.raw_data[0])
    assert client.get("/handbooks/precedents/").content.decode().count("Can a council let by lots?") == 0
    again = draft_precedent(outcome, story_of(outcome), by=writer)
    assert again.pk == page.pk
    assert PrecedentPage.objects.count() == 1
    assert client.get(f"/editor/pages/{page.pk}/edit/").status_code == 200


def test_draft_of_a_private_thread_quotes_nothing_and_tells_its_editor(tree, leeds):
    writer = UserFactory(groups=["Writers"])
    coordinator = member_of(leeds, role="coordinator", user=writer)
    thread = ThreadFactory(
        author=coordinator, board=city_board(leeds), title="Between us", body=SECRET, themes=["energy"]
    )
    outcome = record_outcome(thread, told(numbers=[1]), by=coordinator)
    page = draft_precedent(outcome, story_of(outcome), by=coordinator)
    kept = str(page.get_latest_revision().content)
    assert SECRET not in kept
    assert "Between us" not in kept
    assert "NOT everyone reads" in page.editor_notes
    assert not page.sources
    assert page.is_held


def test_member_proposes_once_and_makes_no_page(tree, client, thread, author):
    record_outcome(thread, told(), by=author)
    client.force_login(author)
    address = f"/network/threads/{thread.pk}/outcome/precedent/"
    before = Page.objects.count()
    for _time in range(2):
        client.post(address, client.get(address).context["form"].initial)
    report = ProblemReport.objects.get()
    assert report.email == author.email
    assert "Can a council let by lots?" in report.message
    assert thread.get_absolute_url() in report.message
    assert SECRET not in report.message
    assert Page.objects.count() == before


def test_long_proposal_is_cut_and_keeps_where_it_is_from(tree, thread, author):
    outcome = record_outcome(thread, told(summary="A long story. " * 200), by=author)
    report = propose_precedent(outcome, story_of(outcome), by=author)
    assert len(report.message) <= 2000
    assert report.message.endswith(thread.get_absolute_url())


def test_who_did_not_record_it_makes_nothing_of_it(tree, client, thread, author):
    outcome = record_outcome(thread, told(), by=author)
    story = Story(title="Mine", summary="x", what_was_done="x", outcome="x", themes=["energy"])
    for act in (draft_precedent, propose_precedent):
        with pytest.raises(PermissionDenied):
            act(outcome, story, by=member_of())
    with pytest.raises(PermissionDenied):
        draft_precedent(outcome, story, by=author)
    client.force_login(author)
    other = ThreadFactory(author=author)
    assert client.get(f"/network/threads/{other.pk}/outcome/precedent/").status_code == 404


def test_precedent_that_is_deleted_may_be_made_again(tree, thread, author):
    outcome = record_outcome(thread, told(), by=author)
    writer = UserFactory(groups=["Writers"])
    draft_precedent(outcome, story_of(outcome), by=writer).delete()
    assert draft_precedent(outcome, story_of(outcome), by=writer).pk


def test_writer_of_the_handbooks_finds_the_way_to_a_precedent_that_is_not_made_yet(tree, client, thread, author):
    outcome = record_outcome(thread, told(), by=author)
    writer = member_of()
    writer.groups.add(Group.objects.get(name="Writers"))
    way, page = f"/network/threads/{thread.pk}/outcome/precedent/", thread.get_absolute_url()
    client.force_login(author)
    assert way not in client.get(page).text
    client.force_login(writer)
    assert way in client.get(page).text
    assert client.get(way).status_code == 200
    draft_precedent(outcome, story_of(outcome), by=writer)
    assert way not in client.get(page).text
