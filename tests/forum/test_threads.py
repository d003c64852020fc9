"""The page of a thread: what it says to whom, and what looking at it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.forum.choices import Audience, Kind, Level, Why
from network.forum.models import Follow, Listing, Post, Reader, Thread, ThreadLink
from network.forum.services.editing import edit_post
from network.forum.services.hiding import hide_post, show_post
from portal.accounts.models import User
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.reading import posts_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def member(leeds):
    return member_of(leeds)


def signed_in(person):
    """Return the browser of a person."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def reader(member):
    """Return the browser of a member of Leeds."""
    return signed_in(member)


def test_looking_at_a_page_marks_it_read_and_no_further(reader, member):
    thread = ThreadFactory()
    posts_in(thread, 45)
    url = thread.get_absolute_url()
    for page, read in ((1, 20), (3, 45), (2, 45)):
        text(reader, f"{url}?page={page}")
        assert Reader.objects.get(person=member, thread=thread).last_read == read


def test_asking_whether_it_is_there_or_fetching_ahead_marks_nothing(reader, member):
    thread = ThreadFactory()
    reader.head(thread.get_absolute_url())
    reader.get(thread.get_absolute_url(), headers={"sec-purpose": "prefetch"})
    Client().get(thread.get_absolute_url())
    assert not Reader.objects.filter(thread=thread, person=member).exists()


def test_line_stands_above_the_first_post_that_is_new(reader, member):
    thread = ThreadFactory(posts=3)
    Reader.objects.create(person=member, thread=thread, last_read=2)
    page = text(reader, thread.get_absolute_url())
    assert page.index('id="p2"') < page.index("New since you last read") < page.index('id="p3"')
    assert "New since you last read" not in text(reader, thread.get_absolute_url())


def test_first_unread_post_is_one_step_away(reader, member):
    thread = ThreadFactory()
    posts_in(thread, 45)
    Reader.objects.create(person=member, thread=thread, last_read=25)
    assert reverse("thread_unread", args=[thread.pk]) in text(reader, f"{thread.get_absolute_url()}?page=3")
    Reader.objects.update(last_read=25)
    response = reader.get(reverse("thread_unread", args=[thread.pk]))
    assert response["Location"] == f"{thread.get_absolute_url()}?page=2#p26"


def test_wrong_title_or_board_leads_to_the_right_address_and_keeps_the_page(reader):
    thread = ThreadFactory(title="Heat from mines")
    other = BoardFactory()
    for args in ([other.slug, thread.pk, thread.slug], [thread.board.slug, thread.pk, "cold"]):
        response = reader.get(reverse("thread", args=args), {"page": "2"})
        assert response["Location"] == f"{thread.get_absolute_url()}?page=2"


@pytest.mark.parametrize(("page", "first"), [("0", 1), ("x", 1), ("99", 41), ("-1", 1), ("", 1)])
def test_page_that_is_not_there_shows_the_nearest(reader, page, first):
    thread = ThreadFactory()
    posts_in(thread, 45)
    assert f'id="p{first}"' in text(reader, f"{thread.get_absolute_url()}?page={page}")


def test_grown_thread_leads_to_the_one_that_it_grew_into(reader):
    into = ThreadFactory()
    thread = ThreadFactory(merged_into=into)
    Thread.objects.filter(pk=thread.pk).update(last_number=0)
    response = reader.get(reverse("thread", args=[thread.board.slug, thread.pk, "x"]))
    assert response["Location"] == into.get_absolute_url()


def test_accepted_answer_stands_below_the_question_and_in_its_place(reader):
    thread = ThreadFactory(kind=Kind.QUESTION)
    posts_in(thread, 5)
    answer = thread.posts.get(number=4)
    Post.objects.filter(pk=answer.pk).update(html=f'<p id="fn-{answer.submission.hex[:12]}-1">The answer.</p>')
    Thread.objects.filter(pk=thread.pk).update(answer=answer, answered_at=timezone.now())
    page = text(reader, thread.get_absolute_url())
    assert page.count("The answer.") == 2
    ids = [part.partition('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert f'href="{thread.get_absolute_url()}#p4"' in page


def test_answer_that_follows_the_question_is_printed_once(reader):
    thread = ThreadFactory(kind=Kind.QUESTION, posts=3)
    Thread.objects.filter(pk=thread.pk).update(answer=thread.posts.get(number=3), answered_at=timezone.now())
    page = text(reader, thread.get_absolute_url())
    assert page.count("Reply 2.") == 1
    assert "Accepted answer" in page


def test_former_member_has_no_name_and_their_city_stays(reader, leeds):
    thread = ThreadFactory(author=member_of(leeds, user__display_name="Tom Okafor"))
    User.objects.filter(pk=thread.author_id).update(anonymised_at=timezone.now(), is_active=False)
    for url in (thread.get_absolute_url(), "/network/"):
        page = text(reader, url)
        assert "Tom Okafor" not in page
        assert "former member" in page
        assert "Leeds" in page


def test_name_leads_to_the_person_only_for_who_may_see_them(reader, leeds):
    thread = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC), author=member_of(leeds))
    page = reverse("person", args=[thread.author_id])
    assert page in text(reader, thread.get_absolute_url())
    assert page not in text(Client(), thread.get_absolute_url())
    User.objects.filter(pk=thread.author_id).update(directory="hidden")
    assert page not in text(reader, thread.get_absolute_url())


@pytest.mark.parametrize("field", ["hidden_at", "deleted_at"])
def test_removed_post_leaves_its_number_and_the_city(reader, leeds, field):
    author = member_of(leeds, user__display_name="Tom Okafor")
    thread = ThreadFactory()
    post = PostFactory(thread=thread, author=author, body="Regret.", hidden_reason="Names a client.")
    Post.objects.filter(pk=post.pk).update(**{field: timezone.now()})
    page = text(reader, thread.get_absolute_url())
    assert 'id="p2"' in page
    assert "Leeds" in page
    for words in ("Regret.", "Tom Okafor", "Names a client."):
        assert words not in page


def test_held_reply_is_seen_by_its_author_alone(reader, member):
    thread = ThreadFactory()
    PostFactory(thread=thread, author=member, body="Hello.", held=True)
    page = text(reader, thread.get_absolute_url())
    assert "Hello." in page
    assert "Waits for a moderator" in page
    other = Client()
    other.force_login(member_of())
    assert "Hello." not in text(other, thread.get_absolute_url())


def test_level_says_what_set_it(reader, member):
    thread = ThreadFactory()
    page = text(reader, thread.get_absolute_url())
    assert "Normal" in page
    Follow.objects.create(person=member, board=thread.board, level=Level.TRACKING)
    assert f"Tracking: you chose it for the board {thread.board.title}." in text(reader, thread.get_absolute_url())
    Reader.objects.filter(person=member).update(level=Level.MUTED, why=Why.CHOSE)
    assert "Muted: you chose it." in text(reader, thread.get_absolute_url())


def test_links_stand_beside_and_only_those_that_the_reader_may_read(reader, member, tree):
    thread = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC))
    entry = EntryPageFactory(title="Selective licensing")
    private = ThreadFactory(title="A private event", kind=Kind.EVENT)
    for thing in ({"entry": entry}, {"event": private}):
        ThreadLink.objects.create(thread=thread, by=member, **thing)
    assert "A private event" in text(reader, thread.get_absolute_url())
    page = text(Client(), thread.get_absolute_url())
    assert "Selective licensing" in page
    assert entry.number in page
    assert "A private event" not in page


def test_ask_says_until_when_and_whether_it_was_met(reader):
    thread = ThreadFactory(kind=Kind.ASK)
    today = timezone.localdate()
    listing = Listing.objects.create(thread=thread, needed_by=today, expires_on=today + timedelta(days=30))
    assert "Needed by" in text(reader, thread.get_absolute_url())
    listing.state, listing.met_on, listing.met_note = "met", today, "Bristol lent theirs."
    listing.save()
    page = text(reader, thread.get_absolute_url())
    assert "Bristol lent theirs." in page
    assert "Met" in text(reader, "/network/")


def test_public_thread_says_what_it_is_to_who_previews_a_link_and_a_private_one_does_not(reader, settings):
    public = ThreadFactory(
        board=BoardFactory(audience=Audience.PUBLIC), title="Heat & mines", body="A *warm* & dry pit."
    )
    page = text(Client(), public.get_absolute_url())
    assert '<meta property="og:title" content="Heat &amp; mines">' in page
    assert '<meta property="og:description" content="A warm &amp; dry pit.">' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}{public.get_absolute_url()}">' in page
    private = text(reader, ThreadFactory().get_absolute_url())
    assert "og:" not in private
    assert "canonical" not in private
    assert '<meta name="robots" content="noindex">' in private


def test_sitemap_lists_public_threads_alone(client, tree):
    public = ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC))
    hidden = ThreadFactory(board=public.board, hidden_at=timezone.now())
    private = ThreadFactory()
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"{public.get_absolute_url()}</loc>" in sitemap
    for thread in (hidden, private):
        assert thread.get_absolute_url() not in sitemap


# What a post said before.


def test_history_shows_word_differences(reader):
    thread = ThreadFactory(body="It cost nine thousand pounds.")
    post = thread.posts.get()
    edit_post(post, "It cost six thousand pounds.", seen=post.body, by=thread.author, reason="A typing error")
    page = text(reader, reverse("post_history", args=[post.pk]))
    assert "A typing error" in page
    assert page.index("nine") < page.index("six")
    assert reverse("post_history", args=[post.pk]) in text(reader, thread.get_absolute_url())


def test_what_was_hidden_and_changed_is_read_by_its_author_and_moderators_alone(reader):
    thread = ThreadFactory(body="Mrs Smith of 4 High Street told us.")
    post = thread.posts.get()
    moderator = UserFactory(groups=["Moderators"])
    edit_post(post, "Mrs Smith of 4, High Street, told us.", seen=post.body, by=thread.author)
    hide_post(post, reason="It names a tenant.", by=moderator)
    edit_post(post, "A tenant told us.", seen="Mrs Smith of 4, High Street, told us.", by=thread.author)
    address = reverse("post_history", args=[post.pk])
    assert reader.get(address).status_code == 404
    show_post(post, by=moderator)
    edit_post(post, "A tenant told us so.", seen="A tenant told us.", by=thread.author)
    page = text(reader, address)
    assert "Smith" not in page
    assert "A moderator had hidden this post" in page
    assert "so" in page
    for person in (moderator, thread.author):
        assert "Smith" in text(signed_in(person), address)


def test_author_of_a_hidden_post_alone_reads_changes_and_appeals_it(client, reader):
    post = PostFactory(thread=ThreadFactory(board__audience=Audience.PUBLIC), body="Mrs Smith told us.")
    moderator = UserFactory(groups=["Moderators"])
    hide_post(post, reason="It names a tenant.", by=moderator)
    where, edit = post.thread.get_absolute_url(), reverse("post_edit", args=[post.pk])
    for person in (reader, signed_in(post.thread.author), signed_in(moderator), client):
        page = text(person, where)
        assert "A moderator hid this post" in page
        assert "Mrs Smith" not in page
    own = signed_in(post.author)
    page = text(own, where)
    assert "A moderator hid this post: It names a tenant." in page
    assert all(found in page for found in ("Mrs Smith told us.", reverse("appeal"), edit))
    answer = own.post(edit, {"act": "send", "body": "A tenant told us.", "seen": "Mrs Smith told us."})
    assert answer.status_code == 302
    assert "A tenant" not in text(reader, where)
    show_post(post, by=moderator)
    assert "A tenant told us." in text(reader, where)


def test_board_of_a_city_says_who_reads_it(reader, leeds):
    board = city_board(leeds, title="Leeds, among us")
    words = "Only the network of Leeds and its advisers read this board."
    for url in (board.get_absolute_url(), "/network/boards/", ThreadFactory(board=board).get_absolute_url()):
        assert words in text(reader, url)
