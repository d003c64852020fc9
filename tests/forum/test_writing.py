"""Writing threads and replies, drafts, previews: what was typed is never lost, and nothing is there twice."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from network.forum.choices import Audience, Kind, SanctionKind
from network.forum.models import Board, Draft, Listing, Post, Sanction, Thread, ThreadLink
from network.forum.services.splitting import merge
from portal.words.themes import Theme
from tests.factories import (
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    PrecedentPageFactory,
    ThemePageFactory,
    UserFactory,
)
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of, rested
from tests.forum.writing import send, typed_in, value_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return member_of(CityFactory(name="Leeds", slug="leeds"))


@pytest.fixture
def thread():
    return ThreadFactory(title="Who lends to tenants?")


@pytest.fixture
def client(client, author):
    client.force_login(author)
    return client


# --- Threads --------------------------------------------------------------------------------------


def test_thread_is_begun_from_the_page_of_a_board(client, author):
    board = BoardFactory()
    page = client.get(reverse("thread_start", args=[board.slug]))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    answer = send(client, board, "Has anyone?", title="Paying residents", themes=["housing", "finance"])
    thread = Thread.objects.get()
    assert answer.url == f"{thread.get_absolute_url()}#p1"
    assert (thread.kind, thread.themes, thread.author) == (Kind.QUESTION, ["housing", "finance"], author)


def test_who_reads_it_and_as_whom_one_writes_stand_on_the_form(client, author):
    page = words(client.get(reverse("thread_start", args=[BoardFactory().slug])))
    assert "Who reads it: The networks of all ten cities" in page
    assert f"You write as {author.display_name}, Leeds" in page
    own = city_board(author.memberships.get().city)
    assert "Only the network of Leeds and its advisers read this board." in words(
        client.get(reverse("thread_start", args=[own.slug]))
    )


def test_board_is_asked_for_where_none_is_named(client, author):
    mine, elsewhere = city_board(author.memberships.get().city), city_board(CityFactory())
    archived = BoardFactory(archived_at=timezone.now())
    page = client.get(reverse("thread_start_anywhere") + "?kind=ask&next=evil").content.decode()
    assert f'href="{reverse("thread_start", args=[mine.slug])}?kind=ask"' in page
    assert elsewhere.title not in page
    assert archived.title not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Title: Fill this in."),
        ({"title": "\u202e\u200b"}, "Title: Fill this in."),
        ({"title": "a" * 201}, "Title: Use at most 200 characters: these are 201."),
        ({"kind": "secret"}, "Kind: This is not one of the choices."),
        ({"kind": "notice"}, "Kind: This is not one of the choices."),
        ({"kind": "event"}, "Kind: This is not one of the choices."),
        ({"themes": ["astrology"]}, "Themes: This is not one of the choices."),
        ({"body": " \n "}, "Text: Fill this in."),
        ({"body": "a" * 20_001}, "20,001 characters long"),
        ({"body": "nul\0"}, "Text: Null characters are not allowed."),
        ({"kind": "ask", "needed_by": "2001-01-01"}, "Needed by: This day is past."),
        ({"kind": "ask", "needed_by": "soon"}, "Needed by: Give a date"),
    ],
)
def test_what_is_wrong_with_a_thread_stands_beside_it_and_what_was_typed_stays(client, wrong, said):
    answer = send(client, BoardFactory(), **{"body": "My long question.", **wrong})
    assert answer.status_code == 422
    assert said in words(answer)
    if "body" not in wrong:
        assert typed_in(answer) == "My long question."
    assert not Thread.objects.exists()


def test_ask_and_offer_are_open_until_a_day(client, author):
    board = BoardFactory()
    send(client, board, kind="ask", needed_by=str(timezone.localdate() + timezone.timedelta(days=9)))
    listing = Listing.objects.get()
    assert listing.needed_by == timezone.localdate() + timezone.timedelta(days=9)
    assert listing.expires_on == timezone.localdate() + timezone.timedelta(days=90)
    rested(author)
    send(client, board, kind="discussion", needed_by="2001-01-01")
    assert Thread.objects.filter(listing=None).count() == 1


def test_thread_is_about_what_the_address_names_as_far_as_its_writer_reads_it(client):
    board, entry, draft = BoardFactory(), EntryPageFactory(), EntryPageFactory(live=False)
    url = f"{reverse('thread_start', args=[board.slug])}?entry={entry.pk}&entry={draft.pk}&action=999&event=x"
    page = client.get(url).content.decode()
    assert entry.title in page
    assert draft.title not in page
    send(client, board, entry=[entry.pk, draft.pk, 999_999])
    assert [link.entry for link in ThreadLink.objects.all()] == [entry]


def test_coordinator_posts_a_notice_on_the_board_of_their_city(client):
    board = city_board(CityFactory())
    client.force_login(member_of(board.city, role="coordinator"))
    send(client, board, kind="notice")
    assert Thread.objects.get().kind == Kind.NOTICE


# --- Replies --------------------------------------------------------------------------------------


def test_reply_leads_to_where_it_stands(client, author, thread):
    answer = send(client, thread, "We do.")
    assert answer.url == f"{thread.get_absolute_url()}#p2"
    assert Post.objects.get(number=2).author == author


def test_form_that_is_sent_twice_is_there_once_and_leads_to_the_same_place(client, thread):
    submission = str(uuid.uuid4())
    first, second = (send(client, thread, "Once.", submission=submission) for _ in range(2))
    assert first.url == second.url
    assert thread.posts.count() == 2


def test_thread_that_is_sent_twice_is_there_once(client):
    board, submission = BoardFactory(), str(uuid.uuid4())
    first, second = (send(client, board, submission=submission) for _ in range(2))
    assert first.url == second.url
    assert Thread.objects.count() == 1


def test_submission_that_is_nonsense_is_a_new_one(client, thread):
    assert send(client, thread, "Once.", submission="'; drop").status_code == 302


def test_post_that_comes_too_soon_keeps_its_text(client, thread):
    send(client, thread, "One.")
    answer = send(client, thread, "Two, written with care.")
    assert answer.status_code == 422
    assert re.search(r"You have just posted\. Wait [1-5] seconds?, then send this one\.", words(answer))
    assert typed_in(answer) == "Two, written with care."
    assert Draft.objects.get().body == "Two, written with care."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closed_at": timezone.now()}, "This thread is closed."),
        ({"board__archived_at": timezone.now()}, "This board is archived"),
    ],
)
def test_reply_to_what_was_closed_meanwhile_is_kept_and_said(client, thread, change, said):
    for name, value in change.items():
        model, field = (Board, name.removeprefix("board__")) if name.startswith("board__") else (Thread, name)
        model.objects.update(**{field: value})
    answer = send(client, thread, "Too late.")
    assert answer.status_code == 422
    assert said in words(answer)
    assert typed_in(answer) == "Too late."
    assert Draft.objects.get(thread=thread).body == "Too late."
    assert thread.posts.count() == 1


def test_closed_thread_says_so_before_anything_is_written(client, thread):
    Thread.objects.update(closed_at=timezone.now())
    page = client.get(reverse("reply", args=[thread.pk]))
    assert page.status_code == 403
    assert "it is closed" in words(page)


def test_reply_to_a_thread_that_was_hidden_meanwhile_is_kept_for_who_had_read_it(client, thread):
    client.get(thread.get_absolute_url())
    Thread.objects.update(hidden_at=timezone.now())
    answer = send(client, thread, "Too late.")
    assert answer.status_code == 404
    assert "A moderator has hidden it" in words(answer)
    assert "Too late." in words(answer)
    assert thread.title not in words(answer)
    drafts = client.get(reverse("drafts"))
    assert "Too late." in words(drafts)
    assert thread.title not in words(drafts)


def test_reply_to_a_thread_that_moved_out_of_sight_is_given_back_and_says_nothing_of_it(client, thread):
    client.get(thread.get_absolute_url())
    unknown = send(client, Thread(pk=999_999, board=thread.board), "Mine.")
    Thread.objects.update(board=city_board(CityFactory()))
    answer = send(client, thread, "Mine.")
    assert answer.status_code == unknown.status_code == 404
    assert answer.content == unknown.content
    assert "Mine." in words(answer)
    assert not Draft.objects.exists()


def test_reply_to_a_hidden_thread_by_who_never_read_it_is_as_to_none(client, thread):
    Thread.objects.update(hidden_at=timezone.now())
    unknown = send(client, Thread(pk=999_999, board=thread.board), "Mine.")
    assert send(client, thread, "Mine.").content == unknown.content
    assert not Draft.objects.exists()


def test_reply_to_a_thread_that_moved_to_another_audience_asks_again(client, thread):
    public = BoardFactory(audience=Audience.PUBLIC)
    before = thread.board.pk
    Thread.objects.update(board=public)
    answer = send(client, thread, "For the network only.", board=before)
    assert answer.status_code == 422
    assert "moved to another board" in words(answer)
    assert "Everyone on the web can read this board." in words(answer)
    assert not Post.objects.filter(number=2).exists()
    assert send(client, thread, typed_in(answer), board=value_of(answer, "board")).status_code == 302


def test_reply_to_a_merged_thread_goes_on_below_what_waits_in_the_other(client, author, thread):
    into = ThreadFactory()
    Draft.objects.create(person=author, thread=into, body="Begun here.")
    Thread.objects.filter(pk=thread.pk).update(merged_into=into)
    answer = send(client, thread, "Written there.")
    assert answer.url == reverse("reply", args=[into.pk])
    assert typed_in(client.get(answer.url)) == "Begun here.\n\nWritten there."
    assert Draft.objects.count() == 1


def test_reply_to_a_thread_that_moderators_merged_goes_on_in_the_other(client, author):
    board = BoardFactory()
    into, thread = ThreadFactory(board=board), ThreadFactory(board=board)
    merge(thread, into, by=UserFactory(groups=["Moderators"]), reason="The same question.")
    answer = send(client, thread, "Written there.")
    assert answer.url == reverse("reply", args=[into.pk])
    assert typed_in(client.get(answer.url)) == "Written there."


def test_text_of_who_was_signed_out_meanwhile_is_given_back(client, thread):
    client.logout()
    known, unknown = (
        send(client, place, "Half an hour's work.") for place in (thread, Thread(pk=9, board=thread.board))
    )
    assert known.status_code == 403
    assert "Half an hour's work." in words(known)
    assert thread.title not in words(known)
    assert words(known) == words(unknown)


def test_silenced_person_reads_until_when_and_keeps_their_text(client, author, thread):
    until = timezone.now() + timezone.timedelta(days=2)
    Sanction.objects.create(person=author, kind=SanctionKind.SILENCE, reason="Rude.", by=UserFactory(), until=until)
    answer = send(client, thread, "But I meant well.")
    assert answer.status_code == 403
    assert "do not write in the forum until" in words(answer)
    assert "But I meant well." in words(answer)
    assert Draft.objects.get().body == "But I meant well."


def test_newcomer_reads_that_a_moderator_comes_first(client, thread, settings):
    settings.FORUM_HOLD_FIRST = 1
    answer = send(client, thread, "Hello.")
    assert answer.url == thread.get_absolute_url()
    assert "A moderator reads what new members write" in words(client.get(answer.url))


@pytest.mark.parametrize("name", ["reply", "thread_edit"])
def test_thread_that_one_does_not_read_is_not_there(client, name):
    hidden = ThreadFactory(board=city_board(CityFactory()))
    pages = [client.get(reverse(name, args=[pk])) for pk in (hidden.pk, 999_999)]
    assert [page.status_code for page in pages] == [404, 404]
    assert hidden.title not in words(pages[0])


def test_reader_without_a_network_is_told_how_to_join(client):
    thread = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC))
    client.force_login(UserFactory())
    page = client.get(reverse("reply", args=[thread.pk]))
    assert page.status_code == 403
    assert "Choose your city and ask to join" in words(page)


def test_who_is_not_signed_in_is_led_to_sign_in_whatever_is_there(client, thread):
    client.logout()
    for pk in (thread.pk, 999_999):
        url = reverse("reply", args=[pk])
        assert client.get(url).url == f"{reverse('account_login')}?next={url}"


# --- What an address knows of a new thread --------------------------------------------------------


def started(client, board, query):
    return client.get(f"{reverse('thread_start', args=[board.slug])}?{query}").content.decode()


def is_chosen(page, name, value):
    return re.search(rf'name="{name}" value="{value}"[^>]*checked', page) is not None


def test_question_about_an_entry_has_its_number_and_its_theme(client):
    entry = EntryPageFactory(parent=ThemePageFactory(theme="energy"))
    page = started(client, BoardFactory(), f"entry={entry.pk}")
    assert f"{entry.number} {entry.title}" in page
    assert is_chosen(page, "kind", "question")
    assert is_chosen(page, "themes", "energy")
    assert not is_chosen(page, "themes", "housing")
    assert is_chosen(started(client, BoardFactory(), f"entry={entry.pk}&kind=offer"), "kind", "offer")
    assert is_chosen(started(client, BoardFactory(), ""), "kind", "discussion")


def test_question_about_a_precedent_or_an_event_has_their_themes(client):
    precedent = PrecedentPageFactory(themes=["finance", "housing"])
    event = ThreadFactory(kind=Kind.EVENT, themes=["organising"])
    page = started(client, BoardFactory(), f"precedent={precedent.pk}&event={event.pk}")
    assert f"{precedent.number} {precedent.title}" in page
    assert [theme for theme in Theme.values if is_chosen(page, "themes", theme)] == ["housing", "finance", "organising"]


def test_board_for_the_theme_of_what_is_asked_about_stands_first(client):
    entry = EntryPageFactory(parent=ThemePageFactory(theme="energy"))
    other, board = BoardFactory(position=1), BoardFactory(position=9, themes=["energy", "housing"])
    page = client.get(f"{reverse('thread_start_anywhere')}?entry={entry.pk}")
    assert words(page).index(board.title) < words(page).index(other.title)
    assert "Suggested: for Energy" in words(page)
    plain = client.get(reverse("thread_start_anywhere"))
    assert words(plain).index(board.title) > words(plain).index(other.title)
    assert "Suggested" not in words(plain)


def test_event_is_called_on_its_own_page_with_what_is_known(client):
    board = BoardFactory()
    url = reverse("thread_start", args=[board.slug])
    answer = client.get(f"{url}?kind=event&themes=energy")
    assert answer.url == f"{reverse('event_start')}?board={board.slug}&themes=energy"
    assert is_chosen(client.get(answer.url).content.decode(), "themes", "energy")
    assert client.get(f"{reverse('thread_start_anywhere')}?kind=event").url == reverse("event_start")


# --- Who does not write yet -----------------------------------------------------------------------


@pytest.fixture
def newcomer(client):
    person = UserFactory()
    client.force_login(person)
    return person


def pages_for_newcomers(client):
    thread = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC))
    addresses = [thread.get_absolute_url(), reverse("thread_start_anywhere"), reverse("forum")]
    return [client.get(url) for url in (*addresses, reverse("reply", args=[thread.pk]))]


def test_who_has_asked_to_join_reads_where_their_request_stands(client, newcomer):
    city = MembershipFactory(user=newcomer, city__name="Derby", state="requested").city
    for page in pages_for_newcomers(client):
        assert "You have asked to join Derby. You can write here once a coordinator of Derby" in words(page)
        assert reverse("city_join", args=[city.slug]) in page.content.decode()
        assert "Choose your city" not in words(page)


def test_who_has_not_asked_reads_how_to_join(client, newcomer):
    for page in pages_for_newcomers(client):
        assert "Choose your city and ask to join" in words(page)


def test_who_writes_reads_nothing_of_joining(client):
    for page in pages_for_newcomers(client):
        assert "ask to join" not in words(page)


def test_silenced_person_is_not_told_to_join(client, author):
    until = timezone.now() + timezone.timedelta(days=2)
    Sanction.objects.create(person=author, kind=SanctionKind.SILENCE, reason="Rude.", by=UserFactory(), until=until)
    BoardFactory()
    page = words(client.get(reverse("thread_start_anywhere")))
    assert "do not write in the forum until" in page
    assert "ask to join" not in page
