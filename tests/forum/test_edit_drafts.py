"""Drafts of a post that is being changed: kept while one writes, gone when it is saved."""

from __future__ import annotations

import pytest
from django.urls import reverse

from network.forum.models import Draft, Post, PostRevision
from tests.factories.forum import ThreadFactory, member_of
from tests.forum.writing import typed_in, value_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return member_of()


@pytest.fixture
def post(author):
    return ThreadFactory(author=author, body="First words.", title="A title").posts.get()


@pytest.fixture
def client(client, author):
    client.force_login(author)
    return client


def change(client, post, body, seen, **more):
    return client.post(reverse("post_edit", args=[post.pk]), {"act": "send", "body": body, "seen": seen, **more})


def save_draft(client, post, body, seen, **more):
    fields = {"post": post.pk, "thread": post.thread_id, "body": body, "seen": seen}
    return client.post(reverse("draft_save"), {**fields, **more})


def test_change_that_was_begun_survives_a_closed_tab(client, author, post):
    assert save_draft(client, post, "Better wo", "First words.").content[:13] == b"Draft kept at"
    page = client.get(reverse("post_edit", args=[post.pk]))
    assert (typed_in(page), value_of(page, "seen")) == ("Better wo", "First words.")
    assert "Draft kept on" in words(page)
    drafts = client.get(reverse("drafts"))
    assert "Change of post #1: A title" in words(drafts)
    assert reverse("post_edit", args=[post.pk]) in drafts.content.decode()
    client.get(reverse("reply", args=[post.thread_id]))
    assert typed_in(client.get(reverse("reply", args=[post.thread_id]))) == ""


def test_draft_of_a_change_goes_when_it_is_saved_and_a_late_one_brings_it_not_back(client, post):
    save_draft(client, post, "Better words", "First words.")
    change(client, post, "Better words.", "First words.")
    assert not Draft.objects.exists()
    assert save_draft(client, post, "Better words", "First words.").content == b""
    assert not Draft.objects.exists()


def test_change_that_says_nothing_new_is_no_draft(client, post):
    save_draft(client, post, "Better words.", "First words.")
    save_draft(client, post, "First words.", "First words.")
    assert not Draft.objects.exists()


def test_draft_of_a_change_is_thrown_away_at_the_form_and_with_its_post(client, post):
    save_draft(client, post, "Better words.", "First words.")
    assert client.post(reverse("post_edit", args=[post.pk]), {"act": "throw-away", "body": "x"}).status_code == 302
    assert not Draft.objects.exists()
    save_draft(client, post, "Better words.", "First words.")
    client.post(reverse("post_delete", args=[post.pk]))
    assert not Draft.objects.exists()


def test_refused_change_is_kept_as_a_draft(client, post):
    change(client, post, "a" * 20_001, "First words.")
    assert len(Draft.objects.get(post=post).body) == 20_001


def test_draft_goes_on_from_the_text_that_it_began_with(client, author, post):
    save_draft(client, post, "My own words.", "First words.")
    other = member_of()
    PostRevision.objects.create(post=post, body="First words.", written_at=post.written_at, by=other)
    Post.objects.filter(pk=post.pk).update(body="First words, milder.")
    page = client.get(reverse("post_edit", args=[post.pk]))
    assert (typed_in(page), value_of(page, "seen")) == ("My own words.", "First words.")
    save_draft(client, post, "My own words, longer.", "First words.")
    assert value_of(client.get(reverse("post_edit", args=[post.pk])), "seen") == "First words."
    assert change(client, post, "My own words.", value_of(page, "seen")).status_code == 409


def test_nobody_keeps_a_change_of_what_they_do_not_change(client, post):
    client.force_login(member_of())
    for pk in (post.pk, 999_999):
        assert client.post(reverse("draft_save"), {"post": pk, "body": "Mine", "seen": ""}).status_code == 404
    assert not Draft.objects.exists()
