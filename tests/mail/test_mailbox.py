"""The mailbox of this machine."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from portal.mail import mailbox
from portal.mail.framing import FRAME_POLICY, LINKS_OPEN

BACKEND = "portal.mail.mailbox.MailboxBackend"
MAILBOX_AS_SET = settings.MAILBOX_DIR


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    settings.MAILBOX_ENABLED = True
    return settings.MAILBOX_DIR


HTML = "<html><head></head><body>Hi</body></html>"


def deliver(subject: str = "Hello", text: str = "Words.", html: str = HTML) -> None:
    mail = EmailMultiAlternatives(subject, text, to=["ada@example.org"], connection=get_connection(BACKEND))
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()


def put(folder: Path, content: bytes, name: str = "01795000000000000000-00000000") -> str:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.eml").write_bytes(content)
    return f"/mailbox/{name}/"


def test_letters_are_listed_newest_first(folder: Path, client: Client) -> None:
    deliver("First")
    deliver("Second")
    page = client.get("/mailbox/").content.decode()
    assert page.index("Second") < page.index("First")
    assert "ada@example.org" in page


def test_empty_mailbox_says_so(folder: Path, client: Client) -> None:
    answer = client.get("/mailbox/")
    assert answer.status_code == 200
    assert "No letters yet" in answer.content.decode()


def test_letter_shows_its_text_with_links_to_follow(folder: Path, client: Client) -> None:
    deliver(text="Go:\nhttp://localhost:8000/accounts/x/\nBye")
    (mail,) = mailbox.newest()
    page = client.get(f"/mailbox/{mail.name}/").content.decode()
    assert '<a href="http://localhost:8000/accounts/x/"' in page
    assert f'src="/mailbox/{mail.name}/html/"' in page


def test_only_this_account_may_read_the_files(folder: Path) -> None:
    deliver()
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_mailbox_keeps_the_newest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_KEPT", 3)
    for number in range(5):
        deliver(str(number))
    assert [mail.subject for mail in mailbox.newest()] == ["4", "3", "2"]
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize(("letters", "is_said"), [(2, False), (3, True)])
def test_mailbox_says_that_it_is_cut_when_it_may_be(
    folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch, letters: int, is_said: bool
) -> None:
    monkeypatch.setattr("portal.mail.views.MOST_KEPT", 3)
    for number in range(letters):
        deliver(str(number))
    assert ("Here are the newest 3." in client.get("/mailbox/").content.decode()) == is_said


def test_hostile_letter_is_shown_as_text(folder: Path, client: Client) -> None:
    evil = "<script>alert(1)</script>"
    deliver(subject=evil, text=f"{evil} javascript:alert(1)", html=f"<html><head></head>{evil}</html>")
    (mail,) = mailbox.newest()
    for path in ("/mailbox/", f"/mailbox/{mail.name}/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        assert 'href="javascript' not in page


def test_html_part_can_do_nothing(folder: Path, client: Client) -> None:
    deliver()
    (mail,) = mailbox.newest()
    answer = client.get(f"/mailbox/{mail.name}/html/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy == FRAME_POLICY + LINKS_OPEN
    for part in ("default-src 'none'", "sandbox", "form-action 'none'", "frame-ancestors 'self'"):
        assert part in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "frame-src 'self'" in client.get(f"/mailbox/{mail.name}/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/mailbox/../settings/",
        "/mailbox/..%2f..%2fetc%2fpasswd/",
        "/mailbox/%2e%2e/",
        "/mailbox/01795000000000000000-00000000/",
        "/mailbox/01795000000000000000-00000000/html/",
        "/mailbox/01795000000000000000-0000000g/",
        "/mailbox/" + "1" * 5000 + "/",
    ],
)
def test_unknown_and_sly_addresses_are_not_found(folder: Path, client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize("name", ["../x", "..", "", "/etc/passwd", "01795000000000000000-00000000/../x", "\0"])
def test_reading_refuses_what_is_no_name(folder: Path, name: str) -> None:
    assert mailbox.read(name) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00\x00",
        b"Subject: =?utf-8?q?=ff=fe?=\r\nTo: <<<>>>@\r\nDate: never\r\n\r\nwords",
        b"Content-Type: text/plain; charset=no-such\r\n\r\nwords",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<b>hi\r\n--x--",
        b"To: " + b"a@b.c, " * 5000 + b"\r\nSubject: " + b"x" * 50_000 + b"\r\n\r\nwords",
        b'From: "\r\nTo: ;\r\nMessage-ID: <[\r\n\r\nwords',
    ],
)
def test_malformed_letters_are_shown_anyway(folder: Path, client: Client, content: bytes) -> None:
    address = put(folder, content)
    assert client.get("/mailbox/").status_code == 200
    assert client.get(address).status_code == 200


def test_headers_are_shown_as_they_were_written(folder: Path, client: Client) -> None:
    folded = (
        b"Subject: Hi\r\nX-Evil: <script>alert(1)</script>\r\nX-Long: one,\r\n two,\r\n\tthree\r\n\r\nX-Not: a header"
    )
    page = client.get(put(folder, folded)).content.decode()
    assert "X-Evil: &lt;script&gt;alert(1)&lt;/script&gt;\nX-Long: one,\n two,\n\tthree</pre>" in page
    assert "X-Not: a header</pre>" not in page


def test_letter_shows_who_may_answer_and_how_to_end_such_letters(folder: Path, client: Client) -> None:
    headers = {"List-Unsubscribe": "<https://example.org/u>", "Auto-Submitted": "auto-generated"}
    EmailMultiAlternatives("S", "T", to=["a@b.org"], headers=headers, connection=get_connection(BACKEND)).send()
    (mail,) = mailbox.newest()
    page = client.get(f"/mailbox/{mail.name}/").content.decode()
    assert "List-Unsubscribe: &lt;https://example.org/u&gt;\nAuto-Submitted: auto-generated" in page


def test_letters_stay_where_the_contract_says() -> None:
    assert Path(settings.VAR_DIR) / "mail" == MAILBOX_AS_SET


def test_letter_without_html_has_no_frame(folder: Path, client: Client, db: None) -> None:
    deliver(html="")
    (mail,) = mailbox.newest()
    assert "<iframe" not in client.get(f"/mailbox/{mail.name}/").content.decode()
    assert client.get(f"/mailbox/{mail.name}/html/").status_code == 404


def test_mailbox_is_not_kept_and_not_indexed(folder: Path, client: Client) -> None:
    answer = client.get("/mailbox/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert client.post("/mailbox/").status_code == 405


def test_mailbox_is_not_there_where_mail_leaves(folder: Path, client: Client, settings, db: None) -> None:
    deliver()
    (mail,) = mailbox.newest()
    settings.MAILBOX_ENABLED = False
    for path in ("/mailbox/", f"/mailbox/{mail.name}/", f"/mailbox/{mail.name}/html/"):
        assert client.get(path).status_code == 404


def test_names_sort_by_time(folder: Path) -> None:
    deliver()
    (file,) = folder.iterdir()
    assert re.fullmatch(mailbox.NAME, file.stem)
