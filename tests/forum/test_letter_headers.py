"""What the forum writes to people, as the mail server gets it: one line of subject, and no header but its own."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.utils import timezone

from network.forum.choices import Kind, ModerationAct, SanctionKind
from network.forum.letters import send_hidden, send_lifted, send_outcome_review, send_refused, send_sanction
from network.forum.models import ModerationEntry, Outcome, Sanction, Thread
from network.forum.services.appeals import appeal
from network.forum.services.bookmarks import keep, send_reminders
from network.forum.services.posting import Opening, Written, start_thread
from network.forum.services.surfacing import surface
from portal.accounts.models import User
from tests.factories import UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, member_of

pytestmark = pytest.mark.django_db
HOSTILE = (
    "Loans\r\nBcc: all@example.org\u2028X-Evil: yes\x85\x0bReply-To: <evil@example.org> “é” =?utf-8?q?x?= " + "w " * 40
)
OWN = {
    *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"),
    *("Auto-Submitted", "X-Auto-Response-Suppress"),
}


@pytest.fixture
def reader():
    return member_of(user__email="reader@example.org")


@pytest.fixture
def moderator():
    return UserFactory(groups=["Moderators"], email="reader@example.org")


@pytest.fixture
def only_letter(django_capture_on_commit_callbacks, mailoutbox):
    """Return what gives the one letter of an act, parsed from its bytes."""

    def sent(act) -> EmailMessage:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        (letter,) = mailoutbox
        return message_from_bytes(letter.message().as_bytes(), policy=default)

    return sent


def check(letter: EmailMessage, *, automatic: str = "auto-generated", more: tuple[str, ...] = ()) -> None:
    assert sorted(letter.keys()) == sorted({*OWN, *more})
    assert letter["To"] == "reader@example.org"
    assert letter["Auto-Submitted"] == automatic
    assert len(letter["Subject"].splitlines()) == 1
    head = letter.as_bytes(policy=letter.policy).partition(b"\n\n")[0]
    assert all(line[:1] in b" \t" or line.partition(b":")[0].decode() in letter for line in head.splitlines())


def a_thread(title: str = HOSTILE, **kwargs) -> Thread:
    """Return a thread whose title is what no form lets through."""
    thread = ThreadFactory(**kwargs)
    Thread.objects.filter(pk=thread.pk).update(title=title)
    thread.refresh_from_db()
    return thread


def test_reminder_of_a_kept_post(reader, only_letter):
    keep(a_thread().posts.get(), by=reader, remind_on=timezone.localdate() + timedelta(days=1), note=HOSTILE)
    letter = only_letter(lambda: send_reminders(timezone.localdate() + timedelta(days=1)))
    check(letter)
    assert (
        letter["Subject"]
        .strip()
        .startswith("Back to “Loans Bcc: all@example.org X-Evil: yes Reply-To: <evil@example.org>")
    )


@pytest.mark.parametrize("kind", SanctionKind.values)
@pytest.mark.parametrize("send", [send_sanction, lambda sanction: send_lifted(sanction, reason=HOSTILE)])
def test_what_is_laid_on_a_person_and_lifted(reader, only_letter, kind, send):
    until = None if kind == SanctionKind.WARNING else timezone.now() + timedelta(days=3)
    sanction = Sanction.objects.create(person=reader, kind=kind, reason=HOSTILE, until=until, by=UserFactory())
    letter = only_letter(lambda: send(sanction))
    check(letter)
    assert "Loans" not in letter["Subject"]


@pytest.mark.parametrize(("act", "send"), [(ModerationAct.REFUSE, send_refused), (ModerationAct.HIDE, send_hidden)])
def test_decision_about_a_post(reader, only_letter, act, send):
    post = a_thread(author=reader).posts.get()
    entry = ModerationEntry.objects.create(act=act, by=UserFactory(), post=post, reason=HOSTILE)
    check(only_letter(lambda: send(entry)))


def test_appeal_is_from_a_person_whose_address_alone_gets_the_answer(moderator, only_letter):
    writer = member_of(user__email="writer@example.org")
    User.objects.filter(pk=writer.pk).update(display_name='Eve, "x" <evil@example.org>; é Bcc: all@example.org')
    writer.refresh_from_db()
    letter = only_letter(lambda: appeal(f"It was not me.\r\n{HOSTILE}", by=writer, token="a"))
    check(letter, automatic="no", more=("Reply-To",))
    (answers_to,) = letter["Reply-To"].addresses
    assert answers_to.addr_spec == "writer@example.org"
    assert answers_to.display_name == writer.display_name
    assert letter["Subject"].strip() == f"{writer.display_name} asks for a decision to be looked at again"


def test_asks_that_nobody_answers(moderator, only_letter):
    opening = Opening(title=HOSTILE, kind=Kind.ASK)
    thread = start_thread(BoardFactory(), opening, Written(body="Help."), by=member_of())
    assert thread.title.startswith("Loans Bcc: all@example.org X-Evil: yes")
    Thread.objects.update(title=HOSTILE, created_at=timezone.now() - timedelta(days=60))
    letter = only_letter(surface)
    check(letter, more=("List-Unsubscribe", "List-Unsubscribe-Post"))
    assert letter["Subject"] == "Asks that nobody has answered"


def test_outcome_to_be_looked_at_again(reader, only_letter):
    thread = a_thread(author=reader)
    outcome = Outcome.objects.create(thread=thread, asked=HOSTILE[:200], summary="Yes.", result="worked", by=reader)
    letter = only_letter(lambda: send_outcome_review(outcome, timezone.localdate()))
    check(letter)
    assert "Bcc: all@example.org X-Evil" in letter["Subject"]
