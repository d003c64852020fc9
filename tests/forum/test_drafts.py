"""Quotes, drafts and previews: what one begins with, what is kept while one writes, and what it will look like."""

from __future__ import annotations

import socket
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from network.forum.models import Draft, Post
from network.forum.quoting import LONGEST_QUOTE
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.writing import send, typed_in, words

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


# --- Quotes ---------------------------------------------------------------------------------------


def test_quote_says_who_and_leads_to_the_post(client, thread):
    post = PostFactory(thread=thread, body="Two parts.\n\nAnd a third.")
    city = post.city.name
    quoted = typed_in(client.get(f"{reverse('reply', args=[thread.pk])}?quote={post.pk}"))
    lines = quoted.rstrip("\n").split("\n")
    assert lines[0] == f"> **{post.author.display_name}, {city}** in [post 2]({reverse('post', args=[post.pk])}):"
    assert lines[1:] == [">", "> Two parts.", ">", "> And a third."]


def test_quote_in_a_quote_is_kept_short_and_names_nobody_anew(client, thread):
    person = member_of(user__display_name="Bo")
    deep = "> first line of theirs " + "that goes on " * 20 + "\n> second line\n> > third\n\nMine, @[Bo](person:%s).\n"
    post = PostFactory(thread=thread, body=deep % person.pk + "```\n> code\n```")
    quoted = typed_in(client.get(f"{reverse('reply', args=[thread.pk])}?quote={post.pk}"))
    assert "> > first line of theirs" in quoted
    assert "second line" not in quoted
    assert "(person:" not in quoted
    assert "> Mine, Bo." in quoted
    assert "> > code" in quoted
    assert max(map(len, quoted.split("\n"))) < 160


def quoted_from(client, thread, body) -> list[str]:
    post = PostFactory(thread=thread, body=body)
    quoted = typed_in(client.get(f"{reverse('reply', args=[thread.pk])}?quote={post.pk}"))
    return [line.removeprefix(">").strip() for line in quoted.rstrip("\n").split("\n")[2:]]


def test_footnotes_of_a_quoted_post_stay_with_it(client, thread):
    note = "[^1]: A source\nthat goes on.\n\n    And on.\n\n"
    body = f"Two[^1] and three[^n].\n\n{note}No note[^9], `[^1]` is code.\n\n```\n[^1]: code\n```\n[^n]: Another."
    assert quoted_from(client, thread, body) == [
        *("Two and three.", "", "No note[^9], `[^1]` is code.", ""),
        *("```", "[^1]: code", "```"),
    ]


def test_of_a_long_post_the_first_ten_lines_are_quoted(client, thread):
    body = "\n\n".join(f"Line {line}." for line in range(1, 31))
    quoted = quoted_from(client, thread, body)
    assert [line for line in quoted if line] == [*(f"Line {line}." for line in range(1, 11)), "…"]
    ten = "\n".join(f"- {line}" for line in range(10))
    assert "…" not in quoted_from(client, thread, ten)
    assert quoted_from(client, thread, "word " * 1000)[0].endswith("word …")


def test_quote_of_a_long_post_ends_and_closes_its_code(client, thread):
    post = PostFactory(thread=thread, body="```\n" + "x = 1\n" * 1000 + "```")
    quoted = typed_in(client.get(f"{reverse('reply', args=[thread.pk])}?quote={post.pk}"))
    assert len(quoted) < LONGEST_QUOTE * 2
    assert quoted.rstrip().endswith("> ```")


@pytest.mark.parametrize(
    "fields", [{"hidden_at": timezone.now(), "hidden_reason": "x"}, {"deleted_at": timezone.now()}]
)
def test_post_out_of_sight_is_not_quoted(client, thread, fields):
    post = PostFactory(thread=thread, body="Secret words.", **fields)
    assert typed_in(client.get(f"{reverse('reply', args=[thread.pk])}?quote={post.pk}")) == ""


def test_post_of_another_thread_is_not_quoted(client, thread):
    other = ThreadFactory(board=city_board(CityFactory()), body="Secret words.").posts.get()
    for key in (other.pk, "x", "9" * 30):
        assert typed_in(client.get(f"{reverse('reply', args=[thread.pk])}?quote={key}")) == ""


def test_quote_stands_below_the_draft_once(client, author, thread):
    Draft.objects.create(person=author, thread=thread, body="Begun.")
    url = f"{reverse('reply', args=[thread.pk])}?quote={thread.posts.get().pk}"
    first = typed_in(client.get(url))
    assert first.startswith("Begun.\n\n> **")
    Draft.objects.update(body=first)
    assert typed_in(client.get(url)) == first


# --- Drafts and previews --------------------------------------------------------------------------


def test_draft_survives_a_closed_tab(client, author, thread):
    answer = client.post(reverse("draft_save"), {"thread": thread.pk, "body": "Half a"})
    assert (answer.status_code, answer.content[:13]) == (200, b"Draft kept at")
    client.post(reverse("draft_save"), {"thread": thread.pk, "body": "Half a thought"})
    assert typed_in(client.get(reverse("reply", args=[thread.pk]))) == "Half a thought"
    assert Draft.objects.get().person == author


def test_draft_of_a_thread_keeps_all_of_its_form(client):
    board, entry = BoardFactory(), EntryPageFactory()
    kept = {"board": board.pk, "title": "On lending", "body": "Who", "kind": "offer", "themes": ["energy", "housing"]}
    client.post(reverse("draft_save"), {**kept, "entry": entry.pk, "expires_on": "2027-01-01"})
    page = client.get(reverse("thread_start", args=[board.slug])).content.decode()
    for shown in ('value="On lending"', entry.title, 'value="2027-01-01"'):
        assert shown in page
    assert page.count(" checked") == 4  # the kind, two themes, the entry
    assert "On lending" in words(client.get(reverse("drafts")))


def test_draft_goes_in_the_transaction_of_its_post_and_late_saving_brings_it_not_back(client, thread):
    submission = str(uuid.uuid4())
    saved = {"thread": thread.pk, "body": "Done", "submission": submission}
    client.post(reverse("draft_save"), saved)
    send(client, thread, "Done.", submission=submission)
    assert not Draft.objects.exists()
    assert client.post(reverse("draft_save"), saved).content == b""
    assert not Draft.objects.exists()


def test_emptied_draft_is_thrown_away(client, thread):
    client.post(reverse("draft_save"), {"thread": thread.pk, "body": "Half"})
    client.post(reverse("draft_save"), {"thread": thread.pk, "body": "  "})
    assert not Draft.objects.exists()


def test_draft_for_what_one_does_not_read_is_refused_as_for_what_is_not_there(client):
    hidden = ThreadFactory(board=city_board(CityFactory()))
    for place in ({"thread": hidden.pk}, {"thread": 999_999}, {"board": hidden.board.pk}, {}, {"thread": "x"}):
        assert client.post(reverse("draft_save"), {**place, "body": "Mine"}).status_code == 404
    assert not Draft.objects.exists()


def test_draft_that_is_much_too_long_is_cut_and_no_error(client, thread):
    assert client.post(reverse("draft_save"), {"thread": thread.pk, "body": "a" * 150_000}).status_code == 200
    assert len(Draft.objects.get().body) == 100_000


def test_script_of_who_is_signed_out_is_told_plainly(client, thread):
    client.logout()
    for name in ("draft_save", "preview", "attachment_add"):
        assert client.post(reverse(name), {"thread": thread.pk, "body": "Mine"}).status_code == 401


def test_waiting_drafts_are_counted_above_the_forum(client, author, thread):
    assert "draft" not in words(client.get(reverse("forum")))
    Draft.objects.create(person=author, thread=thread, body="Begun.")
    Draft.objects.create(person=member_of(), thread=thread, body="Theirs.")
    for name in ("forum", "thread_start_anywhere"):
        page = client.get(reverse(name))
        assert f'<a href="{reverse("drafts")}"' in page.content.decode()
        assert "1 draft" in words(page)
    Draft.objects.create(person=author, board=thread.board, body="Begun.")
    assert "2 drafts" in words(client.get(reverse("forum")))


def test_drafts_are_ones_own_and_thrown_away_one_by_one(client, author, thread):
    mine = Draft.objects.create(person=author, thread=thread, body="Mine")
    theirs = Draft.objects.create(person=member_of(), thread=thread, body="Theirs")
    assert "Theirs" not in words(client.get(reverse("drafts")))
    for draft in (mine, theirs):
        client.post(reverse("drafts"), {"draft": draft.pk})
    assert list(Draft.objects.all()) == [theirs]


def test_kept_draft_leads_to_the_drafts_and_can_be_thrown_away_at_the_form(client, thread):
    assert send(client, thread, "Later.", act="keep").url == reverse("drafts")
    assert Draft.objects.get().body == "Later."
    assert send(client, thread, "Later.", act="throw-away").url == thread.get_absolute_url()
    assert not Draft.objects.exists()


def test_preview_by_a_button_posts_nothing_and_keeps_what_was_typed(client, thread):
    answer = send(client, thread, "**Bold** <script>alert(1)</script>", act="preview")
    assert answer.status_code == 200
    assert b"<strong>Bold</strong> &lt;script&gt;" in answer.content
    assert typed_in(answer) == "**Bold** <script>alert(1)</script>"
    assert thread.posts.count() == 1
    assert Draft.objects.get().body.startswith("**Bold**")


def test_preview_while_one_types_is_a_part_of_a_page(client):
    answer = client.post(reverse("preview"), {"body": "A [link](javascript:alert(1)) and **bold**"})
    assert b"<strong>bold</strong>" in answer.content
    assert b"<html" not in answer.content
    assert b'href="javascript' not in answer.content
    assert "too long" in words(client.post(reverse("preview"), {"body": "a" * 20_001}))


def test_preview_is_for_who_may_write(client):
    client.force_login(UserFactory())
    assert client.post(reverse("preview"), {"body": "x"}).status_code == 403


def test_posting_an_address_opens_no_connection(client, thread, monkeypatch):
    def refuse(self, address, *args):
        if isinstance(address, tuple) and str(address[0]) not in ("127.0.0.1", "localhost", "::1"):
            raise AssertionError(f"A connection to {address} was opened.")
        return real(self, address, *args)

    asked = []
    real = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: asked.append(args) or [])
    body = "See http://169.254.169.254/latest/ and ![x](https://tracker.test/p.gif) and https://metadata.test/"
    assert send(client, thread, body).status_code == 302
    assert client.post(reverse("preview"), {"body": body}).status_code == 200
    assert not [args for args in asked if "test" in str(args[0]) or "169" in str(args[0])]
    assert "<img" not in Post.objects.get(number=2).html


def test_list_of_drafts_asks_as_much_for_many_as_for_few(client, author, django_assert_max_num_queries):
    counts = []
    for many in (3, 30):
        Draft.objects.all().delete()
        for thread in [ThreadFactory() for _ in range(many)]:
            Draft.objects.create(person=author, thread=thread, body="Begun.")
        with django_assert_max_num_queries(20) as asked:
            client.get(reverse("drafts"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_stands_beside_the_text_names_tables_and_code(client, thread):
    page = client.get(reverse("reply", args=[thread.pk])).content.decode()
    for mark in ("|---|---|", "<code>```</code>"):
        assert mark in page
    began = client.get(reverse("thread_start", args=[thread.board.slug]))
    assert "The day you need it by, if there is one." in words(began)


NUL = "a\0b"


@pytest.mark.parametrize("act", ["send", "keep", "preview", "saved"])
def test_what_the_database_cannot_hold_is_left_out_of_a_draft_and_the_words_stay(client, act):
    board = BoardFactory()
    fields = dict.fromkeys(("kind", "needed_by", "expires_on", "themes", "title", "submission"), NUL)
    sent = {"body": f"Words {NUL}", "board": board.pk, "act": act, **fields}
    address = reverse("draft_save") if act == "saved" else reverse("thread_start", args=[board.slug])
    answer = client.post(address, sent)
    assert answer.status_code == {"send": 422, "keep": 302}.get(act, 200)
    draft = Draft.objects.get()
    assert (draft.title, draft.body, draft.fields["kind"], draft.fields["themes"]) == ("ab", "Words ab", "ab", ["ab"])
    assert "Words ab" in typed_in(client.get(reverse("thread_start", args=[board.slug])))


def test_preview_that_is_asked_for_too_often_says_that_it_rests_and_when_to_ask_again(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "forum_preview": "1/m/user"}
    answers = [client.post(reverse("preview"), {"body": "Words"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "The preview rests for a moment" in words(answers[1])
    assert answers[1]["Retry-After"] == "60"
