"""What letters at once say, in both parts and in their headers, and what their links do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from network.digests.choices import LetterState, NoticeKind
from network.digests.models import Notice, Preference
from network.digests.muting import MUTE
from network.digests.services.noticing import Cause, notice
from network.forum.choices import Level
from network.forum.models import Listing, Match, Reader, Thread
from network.forum.services.marks import accept_answer
from network.forum.services.readers import set_level
from portal.accounts.models import User
from portal.mail.tokens import one_click_url
from tests.digests.at_once.letters import ALL, html_of, state, text_of
from tests.factories import CityFactory
from tests.factories.forum import PostFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db


def test_reply_is_mailed_with_its_text_and_where_to_answer(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer, body="The **council** does.\n\nSee [the plan](/cities/leeds/plan/).")
    (letter,) = written()
    assert letter["To"] == "reader@example.org"
    assert letter["Subject"] == "Re: Who owns the heat? (Leeds)"
    for part in (text_of(letter), html_of(letter)):
        assert "Ada Byron" in part
        assert "Energy" in part
        assert "The networks of all ten cities" in part
        assert f"/network/energy/{thread.pk}-who-owns-the-heat/#p2" in part
        assert "Replies by mail are not read: answer in the thread." in part
        assert "because you began this thread or wrote in it" in part
    assert "<strong>council</strong>" in html_of(letter)
    assert 'href="http://localhost:8000/cities/leeds/plan/"' in html_of(letter)
    assert 'href="/' not in html_of(letter)
    assert "The council does.\n\nSee the plan (http://localhost:8000/cities/leeds/plan/)." in text_of(letter)
    assert "<img" not in html_of(letter)
    assert state() == [LetterState.WRITTEN]


def test_headers_keep_a_thread_together_for_each_reader(thread, reader, writer, written) -> None:
    other = member_of(user__email="other@example.org")
    Preference.objects.filter(person=other).update(at_once=ALL)
    set_level(thread, Level.WATCHING, by=other)
    PostFactory(thread=thread, author=writer)
    first = {letter["To"]: letter for letter in written()}
    PostFactory(thread=thread, author=writer)
    second = {letter["To"]: letter for letter in written()}
    roots = set()
    for to in ("reader@example.org", "other@example.org"):
        root = first[to]["In-Reply-To"]
        assert first[to]["References"] == root
        assert second[to]["In-Reply-To"] == first[to]["Message-ID"]
        assert second[to]["References"].split() == [root, first[to]["Message-ID"]]
        assert first[to]["Subject"] == second[to]["Subject"]
        assert first[to]["List-Id"] == "<energy.network.localhost>"
        roots.add(root)
    ids = {letter["Message-ID"] for letters in (first, second) for letter in letters.values()}
    assert len(roots) == 2
    assert len(ids) == 4
    assert not roots & ids


def test_headers_of_unsubscribing_turn_off_this_kind_alone(thread, reader, writer, written) -> None:
    PostFactory(thread=thread, author=writer)
    (letter,) = written()
    link = re.match(r"<(\S+)>,\s+<mailto:", letter["List-Unsubscribe"].strip())[1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    path = link.removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert Preference.objects.get(person=reader).at_once == ALL
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert set(Preference.objects.get(person=reader).at_once) == set(ALL) - {NoticeKind.REPLY}


def test_link_mutes_the_thread_on_post_only(thread, reader, writer, written) -> None:
    PostFactory(thread=thread, author=writer)
    (letter,) = written()
    link = re.search(r"Mute this thread:\n(\S+)", text_of(letter))[1]
    assert f'href="{link}"' in html_of(letter)
    path = link.removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    assert "Do you want to hear nothing more of the thread" in client.get(path).content.decode()
    assert Reader.objects.get(person=reader, thread=thread).level == Level.WATCHING
    for _again in range(2):
        assert client.post(path).status_code == 200
        assert Reader.objects.get(person=reader, thread=thread).level == Level.MUTED
    PostFactory(thread=thread, author=writer)
    assert written() == []


def test_mute_link_of_a_thread_that_is_not_read_any_more_does_nothing(client, reader, leeds) -> None:
    hidden = ThreadFactory(board=city_board(CityFactory()))
    for thread in (hidden.pk, hidden.pk + 1000):
        assert client.post(one_click_url(MUTE, reader.pk, thread)).status_code == 200
    assert not Reader.objects.filter(person=reader, thread=hidden).exists()


def test_watching_and_the_answer_say_so(thread, reader, writer, written, leeds) -> None:
    watching = member_of(leeds, user__email="watching@example.org")
    Preference.objects.filter(person=watching).update(at_once=ALL)
    set_level(thread, Level.WATCHING, by=watching)
    PostFactory(thread=thread, author=writer)
    letters = {letter["To"]: text_of(letter) for letter in written()}
    assert "because you watch this thread" in letters["watching@example.org"]


def test_long_post_is_cut_and_its_files_are_named(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer, body="A sentence that goes on. " * 400)
    (letter,) = written()
    assert len(text_of(letter)) < 4_500
    assert "The rest is in the thread" in text_of(letter)
    assert "Read the rest in the thread" in html_of(letter)


def test_text_that_makes_heavy_html_is_printed_without_it(thread, writer, written) -> None:
    PostFactory(thread=thread, author=writer, body="- <2\n\n" * 480 + "a\n\n")
    (letter,) = written()
    assert len(html_of(letter).encode()) < 100_000
    assert "* &lt;2" in html_of(letter)
    assert "<li" not in html_of(letter)


def test_title_and_names_stay_words(thread, writer, written) -> None:
    Thread.objects.filter(pk=thread.pk).update(title="Loans\r\nBcc: all@example.org \u202ex <b>y</b>")
    User.objects.filter(pk=writer.pk).update(display_name="<script>alert(1)</script>")
    PostFactory(thread=thread, author=writer, body="<script>alert(2)</script> ![x](https://evil.example/p.png)")
    (letter,) = written()
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Re: Loans Bcc: all@example.org")
    html = html_of(letter)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>y</b>" not in html


def test_accepted_answer_is_mailed(reader, writer, written) -> None:
    question = ThreadFactory(author=writer, kind="question")
    post = PostFactory(thread=question, author=reader)
    Notice.objects.all().delete()
    accept_answer(post, by=writer)
    (letter,) = written()
    assert "Your reply is taken as the answer." in text_of(letter)
    assert "because a reply of yours was taken as the answer" in html_of(letter)


def test_letter_about_an_ask_that_fits(reader, written, leeds) -> None:
    ask = ThreadFactory(author=member_of(CityFactory(name="Bristol")), kind="ask", title="Heat from the river?")
    today = timezone.localdate()
    listing = Listing.objects.create(thread=ask, needed_by=today, expires_on=today + timedelta(days=30))
    match = Match.objects.create(ask=listing, person=reader, score=1)
    notice(Cause(kind=NoticeKind.MATCH, source="match", at=timezone.now(), thread=ask.pk), match.pk, [reader.pk])
    (letter,) = written()
    assert "Heat from the river?" in text_of(letter)
    assert "Turn such letters off" in html_of(letter)
    assert f"/network/matches/{match.pk}/" in text_of(letter)
