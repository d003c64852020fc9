"""The letter of a digest: both parts from the same items, headers as they leave, and nothing that hostile titles do."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path

import pytest
from django.utils import translation

from network.digests.building.composing import MOST
from network.digests.choices import Cadence
from network.digests.letters import message_for
from network.digests.subjects import LONGEST
from network.digests.tokens import read_token
from portal.text.wrapping import WIDTH
from tests.digests.contents import contents, item, of_all_kinds, part
from tests.factories.digests import DigestFactory, PreferenceFactory

pytestmark = pytest.mark.django_db

SNAPSHOTS = Path(__file__).parent / "snapshots"
CLIPPED = 102 * 1024
"""Bytes past which large mail programs cut a letter off."""
HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "turned": "invoice\u202efdp.exe \u2066x",
    "lines": "one\r\nBcc: everybody@example.org\r\n\r\n<p>two",
    "template": "{{ stop }} {% load x %}",
    "endless": "x" * 10_000,
    "wordy": "wörd " * 2_000,
    "surrogates": "\ud83d half",
    "pictures": "🏳️‍🌈 日本語 العربية",
}


class Reading(HTMLParser):
    """The links, tags and words of an HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value for name, value in attrs if tag == "a" and name == "href"]


@pytest.fixture
def digest():
    preference = PreferenceFactory(
        person__email="ada@example.org", person__display_name="Ada Obi", cadence=Cadence.WEEKLY, weekday=0, hour=7
    )
    return DigestFactory(person=preference.person, cadence=Cadence.WEEKLY)


def parts_of(message) -> tuple[str, str]:
    return message.body, message.alternatives[0][0]


def parsed(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def links_of_text(text: str) -> list[str]:
    return re.findall(r"https?://\S+", text)


def test_headers_as_a_mail_library_reads_them_from_the_bytes(digest):
    read = parsed(message_for(digest, of_all_kinds(digest.person_id)))
    assert read["To"] == "ada@example.org"
    assert read["Subject"] == "Ada Obi, Hull names you; update overdue on action 3 of Hull; 1 event to answer"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["X-Auto-Response-Suppress"] == "All"
    assert read["List-Id"] == "Resilient Cities digest <digest.localhost>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    by_page, by_mail = re.fullmatch(r"<([^>]+)>,\s*<([^>]+)>", read["List-Unsubscribe"]).groups()
    token = by_page.removeprefix("http://localhost:8000/digests/unsubscribe/").rstrip("/")
    assert read_token(token) == digest.person_id
    assert by_mail.startswith("mailto:")
    assert by_mail.endswith(f"?subject=unsubscribe%20{token.replace(':', '%3A')}")
    assert "Feedback-ID" not in read
    assert read.defects == []
    assert [kind.get_content_type() for kind in read.iter_parts()] == ["text/plain", "text/html"]
    assert all(kind.get_content_charset() == "utf-8" for kind in read.iter_parts())


def test_no_header_begins_with_an_empty_line(digest):
    """Programs that put lines together by themselves read a blank before what follows, or nothing."""
    head = message_for(digest, of_all_kinds(digest.person_id)).message().as_bytes().split(b"\n\n")[0].decode()
    assert re.search(r"^Subject: =\?utf-8\?", head, re.MULTILINE) or "Subject: Ada Obi" in head
    assert re.search(r"^List-Unsubscribe: <http\S+>,\n <mailto:\S+>$", head, re.MULTILINE)
    assert not re.search(r"^[\w-]+:\s*$", head, re.MULTILINE)


def test_subject_beyond_ascii_begins_beside_its_name(digest):
    told = contents(part("followed", item("followed", "Wärmenetze für alle: " + "ü" * 30)))
    message = message_for(digest, told)
    head = message.message().as_bytes().split(b"\n\n")[0].decode()
    assert re.search(r"^Subject: =\?utf-8\?", head, re.MULTILINE)
    assert all(len(line) <= 78 for line in head.splitlines() if "://" not in line and "mailto:" not in line)
    assert parsed(message)["Subject"] == message.subject


def test_quote_is_printed_with_who_says_it(digest):
    for said in parts_of(message_for(digest, of_all_kinds(digest.person_id))):
        assert "Ivo Blair, York: “We split them in two.”" in said


def test_what_is_overdue_and_what_there_is_to_do_stand_with_their_item(digest):
    text, html = parts_of(message_for(digest, of_all_kinds(digest.person_id)))
    address = "http://localhost:8000/cities/hull/plan/actions/3/?a=1&b=2"
    assert f"  Overdue since 29 September\n  Hull\n  You own this action.\n  Write the update:\n  {address}\n" in text
    assert re.search(r'<a href="[^"]*actions/3/\?a=1&amp;b=2"[^>]*>Write the update</a>', html)


def test_many_items_are_summed_up_at_the_top_and_few_are_not(digest):
    said = (
        "1 thread names you, 1 update overdue, news in 1 thread of yours, 3 asks you could answer, 1 event to answer, "
    )
    for one in parts_of(message_for(digest, of_all_kinds(digest.person_id))):
        assert f"{said}1 change in the handbooks." in " ".join(one.split())
    few = contents(part("asks", *(item("asks", title) for title in "abcde")))
    assert "5 asks" not in message_for(digest, few).body


def test_more_than_there_is_room_for_is_said_with_where_it_is(digest):
    told = of_all_kinds(digest.person_id)
    assert "More is new" not in message_for(digest, told).body
    told.more = True
    assert "More is new: the rest comes in your next digest." in message_for(digest, told).body
    told.more_threads = True
    text, html = parts_of(message_for(digest, told))
    assert "More is new: see New for you\nhttp://localhost:8000/network/new/\n" in text
    assert 'href="http://localhost:8000/network/new/"' in html


@pytest.mark.parametrize(
    ("cadence", "day", "heading"),
    [
        (Cadence.DAILY, date(2026, 11, 26), "Today in the network"),
        (Cadence.WEEKLY, date(2026, 11, 23), "Your week in the network, 23 to 29 November"),
        (Cadence.WEEKLY, date(2026, 11, 30), "Your week in the network, 30 November to 6 December"),
        (Cadence.WEEKLY, date(2026, 11, 26), "Your week in the network, 23 to 29 November"),
    ],
)
def test_heading_says_which_days_it_is_of(digest, cadence, day, heading):
    digest.cadence, digest.period = cadence, day
    text, html = parts_of(message_for(digest, of_all_kinds()))
    assert text.startswith(f"{heading}\n")
    assert re.search(f"<h1[^>]*>{heading}</h1>", html)


def test_lists_of_mails_show_the_first_lines(digest):
    html = parts_of(message_for(digest, of_all_kinds()))[1]
    shown = " ".join(re.search(r'aria-hidden="true"[^>]*>(.*?)</div>', html, re.DOTALL)[1].split())
    due = "Retrofit 1,000 homes &lt;by 2028&gt;: Overdue since 29 September"
    assert shown.startswith(f"Warm terraces: You know more of it. · {due} · Who pays for")


def test_message_id_is_that_of_the_person_and_period(digest):
    first = parsed(message_for(digest, of_all_kinds()))["Message-ID"]
    again = parsed(message_for(digest, contents(part("quiet", item("quiet")))))["Message-ID"]
    other = parsed(message_for(DigestFactory(), of_all_kinds()))["Message-ID"]
    assert first == again != other
    assert re.fullmatch(r"<[0-9a-f]{40}@localhost>", first)


@pytest.mark.parametrize("address", ["zoë@bücher.example", "müller@example.org", '"a b"@example.org'])
def test_addresses_beyond_ascii_are_written_as_mail_wants_them(digest, address):
    digest.person.email = address
    read = parsed(message_for(digest, of_all_kinds()))
    assert len(read["To"].addresses) == 1
    assert "example" in read["To"].addresses[0].domain or "xn--" in read["To"].addresses[0].domain


def test_both_parts_say_the_same_and_carry_the_same_links(digest):
    told = of_all_kinds(digest.person_id)
    text, html = parts_of(message_for(digest, told))
    links = [link for link, _again in groupby(Reading(html).links)]  # of a title, and of what there is to do
    assert [link for link, _again in groupby(links_of_text(text))][:-1] == links[:-1]
    assert links_of_text(text)[-1].rstrip("/") == links[-1].rstrip("/") == "http://localhost:8000"
    for one in told.items:
        assert one.described.url in links_of_text(text)
        assert one.described.title in text
        assert one.choice.why in text


def test_number_of_new_posts_is_told_only_where_there_are_any(digest):
    parts = part("replies", item("replies", number=9, before=6), item("replies", number=3, before=3))
    text, html = parts_of(message_for(digest, contents(parts)))
    for said in (text, html):
        assert said.count("3 new posts") == 1
        assert "0 new" not in said


def test_letter_says_how_often_it_comes_how_to_change_that_and_where_to_answer(digest):
    for said in parts_of(message_for(digest, of_all_kinds(digest.person_id))):
        assert "every Monday at 07:00 (London)" in " ".join(said.split())
        assert "Replies to this letter are not read." in " ".join(said.split())
        assert "Unsubscribe, pause it, or choose another day or hour" in " ".join(said.split())


def test_rhythm_of_a_digest_whose_person_chose_another_since_is_that_of_the_digest(digest):
    digest.person.digest_preference.cadence = Cadence.DAILY
    assert "You get this letter once a week," in message_for(digest, of_all_kinds()).body


def test_letter_for_somebody_without_a_preference(digest):
    assert "You get this letter every day," in message_for(DigestFactory(), of_all_kinds()).body


def test_nothing_is_fetched_and_nobody_is_tracked(digest):
    _text, html = parts_of(message_for(digest, of_all_kinds()))
    read = Reading(html)
    assert not {"img", "script", "link", "iframe", "video", "object"} & set(read.tags)
    assert not {"src", "background", "srcset"} & read.attributes
    assert not re.search(r"url\(|@import|@font-face", html)
    own = {link for link in read.links if "?" in link}
    assert own == {"http://localhost:8000/cities/hull/plan/actions/3/?a=1&b=2"}, "no link has more than the page's own"


def test_styles_are_in_the_elements_and_the_dark_ones_are_kept(digest):
    _text, html = parts_of(message_for(digest, of_all_kinds()))
    (kept,) = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    assert "prefers-color-scheme: dark" in kept
    assert "[data-ogsc]" in kept
    assert '<meta name="color-scheme" content="light dark">' in html
    assert re.search(r"<h2 style=\"[^\"]*font-size", html)
    assert html.count("<table") == html.count('role="presentation"') + html.count("<!--[if mso]><table") - 1


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_do_nothing_in_any_part(digest, name):
    words = HOSTILE[name]
    digest.person.display_name = words
    hostile = item("events", words, kind="event", place=words, line=words, why=words, when=words, day=words, number=3)
    message = message_for(digest, contents(part("events", hostile, hostile)))
    read = parsed(message)
    assert read.defects == []
    assert read["Bcc"] is None
    assert "\n" not in read["Subject"]
    assert len(read["Subject"]) <= LONGEST
    text, html = parts_of(message)
    plain = Reading(parts_of(message_for(digest, of_all_kinds()))[1])
    assert set(Reading(html).tags) <= set(plain.tags)
    assert Reading(html).attributes <= plain.attributes
    assert set(Reading(html).links) == set(links_of_text(text)) - {"http://localhost:8000/"} | {Reading(html).links[-1]}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text + html)
    assert "\nBcc:" not in text


def test_twelve_huge_items_stay_below_what_mail_programs_show(digest):
    huge = [
        item(
            "followed",
            "&" * 10_000,
            place="&" * 500,
            line="日" * 5_000,
            why="“&”" * 5_000,
            when="&" * 500,
            number=10**6,
            url=f"http://localhost:8000/network/{'b' * 50}/{10**9}-{'s' * 100}/?page=99999#post-{10**6}",
        )
        for _ in range(MOST)
    ]
    message = message_for(digest, contents(part("followed", *huge)))
    text, html = parts_of(message)
    assert len(html.encode()) < 60_000
    assert len(text.encode()) < 30_000
    assert len(message.message().as_bytes()) < CLIPPED


def test_lines_of_the_text_are_short_and_no_address_is_broken(digest):
    text, _html = parts_of(message_for(digest, of_all_kinds()))
    assert all(len(line) <= WIDTH or "://" in line for line in text.splitlines())
    assert all(" " not in line.strip() for line in text.splitlines() if "://" in line)
    assert "\n\n\n\n" not in text


def test_letter_is_drawn_alike_whatever_language_its_sender_speaks(digest):
    with translation.override("cy"):
        text, _html = parts_of(message_for(digest, of_all_kinds()))
    assert "every Monday at 07:00" in text


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_parts_are_as_they_were(digest, suffix):
    """A change that is meant is written down by deleting the file and running this test twice."""
    text, html = parts_of(message_for(digest, of_all_kinds(digest.person_id)))
    said = re.sub(r"(?<=/digests/unsubscribe/)[^/]+", "TOKEN", {"txt": text, "html": html}[suffix])
    kept = SNAPSHOTS / f"digest.{suffix}"
    if not kept.exists():
        kept.write_text(said)
        pytest.fail(f"{kept.name} was written anew: look at it")
    assert said == kept.read_text()
