"""Changing what was written: threads, posts, and posts that are taken back, from their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from network.forum.choices import Kind
from network.forum.models import Attachment, Post, PostRevision, Thread
from network.forum.services.editing import edit_post, edit_thread, said_of
from network.forum.services.marks import accept_answer
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.writing import typed_in, value_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return member_of()


@pytest.fixture
def thread(author):
    return ThreadFactory(author=author, body="First words.", title="A title")


@pytest.fixture
def post(thread):
    return thread.posts.get()


@pytest.fixture
def client(client, author):
    client.force_login(author)
    return client


def change(client, post, body, seen, **more):
    return client.post(reverse("post_edit", args=[post.pk]), {"act": "send", "body": body, "seen": seen, **more})


def test_post_is_changed_from_its_page(client, post):
    page = client.get(reverse("post_edit", args=[post.pk]))
    assert typed_in(page) == "First words."
    answer = change(client, post, "Better words.", value_of(page, "seen"), reason="Typing")
    assert answer.url == reverse("post", args=[post.pk])
    post.refresh_from_db()
    assert (post.body, post.revisions.get().reason) == ("Better words.", "Typing")


def test_same_change_sent_twice_is_one(client, post):
    for _ in range(2):
        change(client, post, "Better words.", "First words.")
    assert PostRevision.objects.count() == 1


def test_change_of_an_older_text_shows_both_and_loses_neither(client, author, post):
    edit_post(post, "First words, milder.", seen="First words.", by=author, reason="In another tab")
    answer = change(client, post, "My own words.", "First words.")
    assert answer.status_code == 409
    assert "Somebody changed this post first" in words(answer)
    assert typed_in(answer) == "My own words."
    assert "milder" in words(answer)
    assert value_of(answer, "seen") == "First words, milder."
    post.refresh_from_db()
    assert post.body == "First words, milder."
    assert change(client, post, typed_in(answer), value_of(answer, "seen")).status_code == 302
    assert [row.body for row in post.revisions.all()] == ["First words.", "First words, milder."]


@pytest.mark.parametrize(("body", "said"), [(" ", "Fill this in."), ("a" * 20_001, "20,001 characters")])
def test_change_that_is_refused_keeps_what_was_typed(client, post, body, said):
    answer = change(client, post, body, "First words.", reason="Because")
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Because" in answer.content.decode()


def test_preview_of_a_change_saves_nothing(client, post):
    answer = client.post(reverse("post_edit", args=[post.pk]), {"act": "preview", "body": "**New**", "seen": "x"})
    assert b"<strong>New</strong>" in answer.content
    assert value_of(answer, "seen") == "x"
    assert not PostRevision.objects.exists()


def test_others_change_and_delete_nothing(client, thread, post):
    client.force_login(member_of())
    for name in ("post_edit", "post_delete"):
        assert client.get(reverse(name, args=[post.pk])).status_code == 403
        assert client.post(reverse(name, args=[post.pk]), {"act": "send", "body": "Mine"}).status_code == 403
    assert client.get(reverse("thread_edit", args=[thread.pk])).status_code == 403
    post.refresh_from_db()
    assert (post.body, post.deleted_at) == ("First words.", None)


@pytest.mark.parametrize("name", ["post_edit", "post_delete", "useful", "accept"])
def test_post_that_one_does_not_read_is_not_there(client, name):
    hidden = ThreadFactory(board=city_board(CityFactory())).posts.get()
    for method in (client.get, client.post):
        answers = [method(reverse(name, args=[pk])) for pk in (hidden.pk, 999_999)]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_closed_thread_is_changed_no_more_by_its_author(client, thread, post):
    Thread.objects.update(closed_at=timezone.now())
    assert change(client, post, "Late.", "First words.").status_code == 403
    assert client.get(reverse("thread_edit", args=[thread.pk])).status_code == 403


def test_post_is_deleted_after_a_question_and_keeps_its_number(client, author, thread):
    mine = PostFactory(thread=thread, author=author, body="Regret.")
    url = reverse("post_delete", args=[mine.pk])
    assert "You cannot undo this." in words(client.get(url))
    assert Post.objects.get(pk=mine.pk).deleted_at is None
    assert client.post(url).url == reverse("post", args=[mine.pk])
    assert "Regret." not in words(client.get(thread.get_absolute_url()))
    assert client.post(url).status_code == 302  # once more, by a button pressed twice
    assert Thread.objects.get(pk=thread.pk).last_number == 2


def test_thread_is_changed_from_its_page(client, thread):
    url = reverse("thread_edit", args=[thread.pk])
    sent = {"title": "Another \u202etitle", "kind": "question", "themes": ["land-and-assets"]}
    answer = client.post(url, {**sent, "seen": value_of(client.get(url), "seen")})
    thread.refresh_from_db()
    assert answer.url == thread.get_absolute_url()
    assert (thread.title, thread.kind, thread.themes) == ("Another title", Kind.QUESTION, ["land-and-assets"])


@pytest.mark.parametrize("fields", [{"title": ""}, {"kind": "ask"}, {"themes": ["astrology"]}])
def test_change_of_a_thread_that_is_wrong_says_so(client, thread, fields):
    sent = {"title": "Another", "kind": "question", **fields}
    answer = client.post(reverse("thread_edit", args=[thread.pk]), sent)
    assert answer.status_code == 422
    thread.refresh_from_db()
    assert thread.title == "A title"


def test_ask_stays_an_ask(client, author):
    thread = ThreadFactory(kind=Kind.ASK, author=author)
    seen = said_of(thread)
    client.post(reverse("thread_edit", args=[thread.pk]), {"title": "Another", "kind": "question", "seen": seen})
    thread.refresh_from_db()
    assert (thread.title, thread.kind) == ("Another", Kind.ASK)


def test_of_two_who_change_a_thread_from_the_same_form_the_second_looks_at_both(client, thread):
    url = reverse("thread_edit", args=[thread.pk])
    opened = {"kind": "discussion", "seen": value_of(client.get(url), "seen")}
    assert client.post(url, {**opened, "title": "A title", "themes": ["housing"]}).status_code == 302
    answer = client.post(url, {**opened, "title": "Mine", "themes": ["energy"]})
    assert answer.status_code == 409
    assert "Themes Housing" in words(answer)
    assert 'value="Mine"' in answer.content.decode()
    thread.refresh_from_db()
    assert (thread.title, thread.themes) == ("A title", ["housing"])
    again = {**opened, "title": "Mine", "themes": ["energy"], "seen": value_of(answer, "seen")}
    assert client.post(url, again).status_code == 302
    thread.refresh_from_db()
    assert (thread.title, thread.themes) == ("Mine", ["energy"])
    assert client.post(url, {"title": "Unseen", "kind": "discussion"}).status_code == 409


# --- Marks ----------------------------------------------------------------------------------------


@pytest.fixture
def question(author):
    return ThreadFactory(author=author, kind=Kind.QUESTION)


def test_useful_mark_is_there_once_and_can_be_taken_back(client, question):
    reply = PostFactory(thread=question)
    url = reverse("useful", args=[reply.pk])
    for _ in range(2):
        assert client.post(url).url == reverse("post", args=[reply.pk])
    assert reply.useful_marks.count() == 1
    client.get(url)
    assert reply.useful_marks.count() == 1
    for _ in range(2):
        client.post(f"{url}?back=1")
    assert reply.useful_marks.count() == 0


def test_own_and_removed_posts_are_not_marked(client, author, question):
    hidden = PostFactory(thread=question, hidden_at=timezone.now(), hidden_reason="x")
    for post in (question.posts.get(number=1), hidden):
        assert client.post(reverse("useful", args=[post.pk])).status_code == 403
        assert not post.useful_marks.exists()


def test_answer_is_accepted_replaced_and_taken_back(client, question):
    first, second = PostFactory(thread=question), PostFactory(thread=question)
    for post in (first, first, second):
        client.post(reverse("accept", args=[post.pk]))
        question.refresh_from_db()
        assert question.answer == post
    client.post(reverse("accept", args=[first.pk]) + "?back=1")  # which is not the answer any more
    question.refresh_from_db()
    assert question.answer == second
    client.post(reverse("accept", args=[second.pk]) + "?back=1")
    question.refresh_from_db()
    assert (question.answer, question.answered_at) == (None, None)


def test_only_who_asked_and_moderators_accept(client, question):
    reply = PostFactory(thread=question)
    client.force_login(reply.author)
    assert client.post(reverse("accept", args=[reply.pk])).status_code == 403
    client.force_login(UserFactory(groups=["Moderators"]))
    client.post(reverse("accept", args=[reply.pk]))
    question.refresh_from_db()
    assert question.answer == reply


def test_discussion_question_itself_and_hidden_post_are_no_answers(client, author, question, thread):
    hidden = PostFactory(thread=question, hidden_at=timezone.now(), hidden_reason="x")
    reply = PostFactory(thread=thread)
    assert client.post(reverse("accept", args=[reply.pk])).status_code == 403
    for post in (question.posts.get(number=1), hidden):
        client.post(reverse("accept", args=[post.pk]))
    question.refresh_from_db()
    assert question.answer is None


def test_thread_that_is_no_question_any_more_has_no_answer(author, question):
    accept_answer(PostFactory(thread=question), by=author)
    edit_thread(question, title="Talk", themes=[], kind=Kind.DISCUSSION, by=author)
    question.refresh_from_db()
    assert (question.answer, question.answered_at) == (None, None)


def test_board_of_a_moved_post_decides_who_changes_it(client, post):
    Thread.objects.update(board=city_board(CityFactory()))
    assert change(client, post, "Mine.", "First words.").status_code == 404
    Thread.objects.update(board=BoardFactory())
    assert change(client, post, "Mine.", "First words.").status_code == 302
    assert not Attachment.objects.exists()
