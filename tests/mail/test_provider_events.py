"""What our mail provider tells, in the forms of Postmark, Mailgun and SendGrid."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DatabaseError
from django.test import Client

from portal.mail import noting
from portal.mail.bounces import lift
from portal.mail.models import Bounce, Suppression
from portal.mail.signals import address_unsubscribed

pytestmark = pytest.mark.django_db
BASIC = "Basic " + base64.b64encode(b"events:secret").decode()

POSTMARK = {
    "RecordType": "Bounce",
    "ID": 901542550,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Tag": "",
    "MessageID": "2706ee8a-737c-4285-b032-ccd317af53ed",
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
    "Email": "ada@example.org",
    "BouncedAt": "2026-11-25T16:34:52Z",
    "DumpAvailable": True,
    "Inactive": True,
    "CanActivate": True,
    "Subject": "Postmark event test",
    "Content": "... bounce dump ...",
}


@pytest.fixture
def postmark(settings):
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "WEBHOOK_SECRET": "events:secret"}


def tell(client: Client, payload: Any, path: str = "/mail/events/postmark/", auth: str | None = BASIC, **headers: str):
    body = payload if isinstance(payload, bytes) else json.dumps(payload)
    if auth:
        headers["Authorization"] = auth
    return client.post(path, body, content_type="application/json", headers=headers)


def causes() -> dict[str, str]:
    return dict(Suppression.objects.values_list("address", "cause"))


def test_bounce_stops_mail_and_a_replay_changes_nothing(postmark, client: Client):
    for _time in range(3):
        answer = tell(client, POSTMARK)
        assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"", {})
    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.source, bounce.address) == ("hard", "webhook", "ada@example.org")
    assert causes() == {"ada@example.org": "bounced"}


def test_soft_bounces_of_different_letters_count(postmark, client: Client):
    for number in (1, 2, 2, 3):
        assert causes() == {}
        tell(client, {**POSTMARK, "Type": "SoftBounce", "ID": number})
    assert causes() == {"ada@example.org": "bounced"}


def test_complaint_stops_mail(postmark, client: Client):
    tell(client, {**POSTMARK, "RecordType": "SpamComplaint", "Type": "SpamComplaint"})
    assert causes() == {"ada@example.org": "complained"}


@pytest.mark.parametrize("kind", ["Transient", "AutoResponder", "DnsError", "Blocked", "Unknown", "SMTPApiError"])
def test_what_says_nothing_of_an_address_changes_nothing(postmark, client: Client, kind: str):
    assert tell(client, {**POSTMARK, "Type": kind}).status_code == 200
    assert not Bounce.objects.exists()


def test_delivery_and_opening_change_nothing(postmark, client: Client):
    for kind in ("Delivery", "Open", "Click"):
        assert tell(client, {"RecordType": kind, "Recipient": "ada@example.org", "MessageID": "x"}).status_code == 200
    assert not Bounce.objects.exists()


def test_wish_at_the_provider_is_passed_on(postmark, client: Client):
    heard: list[str] = []

    def hear(sender, address, **_more):
        heard.append(address)

    address_unsubscribed.connect(hear)
    change = {"RecordType": "SubscriptionChange", "Recipient": "ada@example.org", "SuppressSending": True}
    try:
        tell(client, {**change, "SuppressionReason": "ManualSuppression", "ChangedAt": "2026-11-25T16:34:52Z"})
    finally:
        address_unsubscribed.disconnect(hear)
    assert heard == ["ada@example.org"]
    assert causes() == {}


@pytest.mark.parametrize("auth", [None, "", "Basic nonsense", "Basic " + base64.b64encode(b"events:no").decode()])
def test_unsigned_call_is_refused(postmark, client: Client, auth: str | None):
    assert tell(client, POSTMARK, auth=auth).status_code == 403
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"[" * 100_000,
        b'{"RecordType": "Bounce", "Type": ["x"]}',
        b'{"RecordType": "Inbound", "FromFull": {}}',
        b'{"RecordType": "Bounce", "Type": "HardBounce", "Email": "a@b.org", "BouncedAt": 7}',
    ],
)
def test_malformed_call_is_refused(postmark, client: Client, body: bytes):
    assert tell(client, body).status_code == 400
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"Email": "a@\ud800.org"},
        {"Email": None},
        {"Email": ["ada@example.org"]},
        {"Email": "x" * 5000},
        {"Email": "ada@example.org\nBcc: b@example.org"},
        {"Description": "\ud800\0"},
        {"Description": {"x": 1}},
        {"BouncedAt": "0001-01-01T00:00:00Z"},
        {"BouncedAt": "0001-01-01T00:00:00+23:59"},
        {"BouncedAt": "9999-12-31T23:59:59-23:59"},
        {"BouncedAt": "2026-11-25T00:00:00+00:00:30.5"},
        {"BouncedAt": "9999-12-31T23:59:59"},
        {"ID": {"x": "\ud800"}},
        {"Metadata": "x"},
    ],
)
def test_odd_values_never_fail(postmark, client: Client, changed: dict):
    assert tell(client, {**POSTMARK, **changed}).status_code in (200, 400)


def test_huge_call_is_refused(postmark, client: Client):
    assert tell(client, {**POSTMARK, "Content": "x" * 1_100_000}).status_code == 413


def test_database_that_fails_is_tried_again(postmark, client: Client, monkeypatch: pytest.MonkeyPatch):
    def fail(event):
        raise DatabaseError

    monkeypatch.setattr("portal.mail.provider_events.note", fail)
    assert tell(client, POSTMARK).status_code == 503


def test_methods(postmark, client: Client):
    assert client.head("/mail/events/postmark/").status_code == 200
    assert client.get("/mail/events/postmark/").status_code == 405
    assert client.put("/mail/events/postmark/").status_code == 405


def test_form_token_is_not_asked_for(postmark):
    assert tell(Client(enforce_csrf_checks=True), POSTMARK).status_code == 200


@pytest.mark.parametrize("provider", ["mailgun", "sendgrid", "nonsense", "amazon_ses"])
def test_other_providers_are_not_there(postmark, client: Client, provider: str):
    assert tell(client, POSTMARK, f"/mail/events/{provider}/").status_code == 404
    assert client.get(f"/mail/events/{provider}/").status_code == 404


@pytest.mark.parametrize("provider", ["", "postmark", "sendgrid", "mailgun"])
def test_nothing_is_there_without_provider_or_proof(settings, client: Client, provider: str):
    settings.MAIL_PROVIDER, settings.ANYMAIL = provider, {}
    assert tell(client, POSTMARK, "/mail/events/postmark/").status_code == 404
    assert tell(client, POSTMARK, f"/mail/events/{provider or 'x'}/").status_code == 404


def mailgun(signature: str = "", *, token: str = "", ago: float = 5, **data: Any) -> dict:
    stamp, token = str(int(time.time() - ago)), token or uuid.uuid4().hex
    made = hmac.new(b"signing-key", f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    event = {
        "event": "failed",
        "severity": "permanent",
        "reason": "bounce",
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "timestamp": 1521233195.375624,
        "recipient": "bo@example.org",
        "message": {"headers": {"message-id": "20130503192659.13651.20287@mg.example.org"}},
        "delivery-status": {"code": 550, "message": "5.1.1 no such user", "description": ""},
        "user-variables": {},
        "tags": [],
    }
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature or made},
        "event-data": {**event, **data},
    }


@pytest.fixture
def at_mailgun(settings):
    settings.MAIL_PROVIDER = "mailgun"
    settings.ANYMAIL = {"MAILGUN_API_KEY": "k", "MAILGUN_WEBHOOK_SIGNING_KEY": "signing-key"}


def test_mailgun_signs_its_calls(at_mailgun, client: Client):
    path = "/mail/events/mailgun/"
    assert tell(client, mailgun(signature="0" * 64), path, auth=None).status_code == 403
    assert tell(client, {"event-data": {}}, path, auth=None).status_code == 403
    assert tell(client, mailgun(signature="\xff"), path, auth=None).status_code in (400, 403)
    assert causes() == {}
    call = mailgun()
    for _time in range(2):
        assert tell(client, call, path, auth=None).status_code == 200
    assert Bounce.objects.count() == 1
    assert causes() == {"bo@example.org": "bounced"}


def test_mailgun_is_not_believed_for_ever_nor_of_anything_else_with_the_same_token(at_mailgun, client: Client):
    path = "/mail/events/mailgun/"
    for ago in (90_000, -90_000, 1_000_000_000):
        assert tell(client, mailgun(ago=ago), path, auth=None).status_code == 403
    assert not Bounce.objects.exists()
    call = mailgun(token="once")
    for _time in range(2):  # it is tried again as it was
        assert tell(client, call, path, auth=None).status_code == 200
    call["event-data"] |= {"recipient": "other@example.org", "id": "other"}
    assert tell(client, call, path, auth=None).status_code == 403
    form = {"signature": mailgun(token="once")["signature"]["signature"], "token": "once", "event": "bounced"}
    call = mailgun(token="once")["signature"] | form | {"recipient": "third@example.org"}
    assert client.post(path, call).status_code == 403
    assert causes() == {"bo@example.org": "bounced"}


def test_mailgun_tells_for_now_from_for_good(at_mailgun, client: Client):
    tell(client, mailgun(severity="temporary", reason="generic"), "/mail/events/mailgun/", auth=None)
    assert causes() == {}
    tell(client, mailgun(event="complained", id="other"), "/mail/events/mailgun/", auth=None)
    assert causes() == {"bo@example.org": "complained"}


@pytest.mark.filterwarnings("ignore")
def test_sendgrid_signs_its_calls(settings, client: Client):
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    settings.MAIL_PROVIDER = "sendgrid"
    settings.ANYMAIL = {
        "SENDGRID_API_KEY": "k",
        "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": base64.b64encode(public).decode(),
    }
    events = [
        {
            "email": f"{name}@example.org",
            "timestamp": 1461095246,
            "anymail_id": "3c2f4df8-c6dd-4cd2-9b91-6582b81a0349",
            "smtp-id": "<wrfRRvF7Q0GgwUo2CvDmEA@example.com>",
            "sg_event_id": f"ZyjAM5rnQmuI1KFInHQ3Nw-{name}",
            "sg_message_id": "wrfRRvF7Q0GgwUo2CvDmEA.filter0425p1mdw1.13037.57168B4A1D.0",
            **more,
        }
        for name, more in {
            "gone": {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such user"},
            "blocked": {"event": "bounce", "type": "blocked", "status": "5.7.1", "reason": "550 5.7.1 blocked"},
            "cross": {"event": "spamreport"},
            "well": {"event": "delivered", "response": "250 OK"},
        }.items()
    ]
    body = json.dumps(events).encode()
    signed = base64.b64encode(key.sign(b"1461095250" + body, ec.ECDSA(hashes.SHA256()))).decode()
    headers = {
        "X-Twilio-Email-Event-Webhook-Signature": signed,
        "X-Twilio-Email-Event-Webhook-Timestamp": "1461095250",
    }
    path = "/mail/events/sendgrid/"
    assert tell(client, body, path, auth=None).status_code == 403
    assert tell(client, body + b" ", path, auth=None, **headers).status_code == 403
    for _time in range(2):
        assert tell(client, body, path, auth=None, **headers).status_code == 200
    assert causes() == {"gone@example.org": "bounced", "cross@example.org": "complained"}
    assert Bounce.objects.get(address="blocked@example.org").kind == "soft"
    assert Bounce.objects.count() == 3


@pytest.fixture
def at_sendgrid(settings):
    settings.MAIL_PROVIDER, settings.ANYMAIL = "sendgrid", {"WEBHOOK_SECRET": "events:secret"}


def bounce(name: str, **more: Any) -> dict[str, Any]:
    event = {"event": "bounce", "type": "bounce", "email": f"{name}@example.org", "timestamp": 1461095246}
    return event | {"sg_event_id": name} | more


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("bad", [7, None, "x", [], {"event": []}, {"event": "bounce", "timestamp": 10**30}])
def test_one_that_is_malformed_costs_none_of_the_others(at_sendgrid, client: Client, bad: Any):
    assert tell(client, [bounce("ada"), bad, bounce("bo")], "/mail/events/sendgrid/").status_code == 200
    assert causes() == {"ada@example.org": "bounced", "bo@example.org": "bounced"}
    assert tell(client, [7, None], "/mail/events/sendgrid/").status_code == 400


@pytest.mark.filterwarnings("ignore")
def test_many_at_once_are_taken_as_one_by_one_would_be(at_sendgrid, client: Client, monkeypatch: pytest.MonkeyPatch):
    full = {"timestamp": time.time(), "status": "4.2.2", "reason": "452 4.2.2 mailbox full"}
    soft = [bounce(f"Soft{place % 2}", sg_event_id=f"s{place}", **full) for place in range(5)]
    events = [*soft, bounce("gone"), bounce("GONE", sg_event_id="again"), bounce("cross", event="spamreport"), soft[0]]
    monkeypatch.setattr(noting, "AT_ONCE", 3)
    for _time in range(2):
        assert tell(client, events, "/mail/events/sendgrid/").status_code == 200
        assert {address.lower(): cause for address, cause in causes().items()} == {
            "soft0@example.org": "bounced",
            "gone@example.org": "bounced",
            "cross@example.org": "complained",
        }
        assert Bounce.objects.count() == 8
    lift("gone@example.org", means="administrator", reason="Mended")
    assert tell(client, [bounce("gone", sg_event_id="old"), bounce("new")], "/mail/events/sendgrid/").status_code == 200
    assert set(causes()) == {"new@example.org"} | {
        address for address in causes() if address[:4].lower() in ("soft", "cros")
    }


@pytest.mark.filterwarnings("ignore")
def test_three_thousand_in_one_call_take_no_minutes(at_sendgrid, client: Client):
    events = [bounce(f"x{place}", reason="550 5.1.1 no such user") for place in range(3_000)]
    began = time.process_time()
    assert tell(client, events, "/mail/events/sendgrid/").status_code == 200
    assert time.process_time() - began < 20
    assert Suppression.objects.count() == 3_000


def test_amazon_is_asked_for_its_password(settings, client: Client):
    settings.MAIL_PROVIDER, settings.ANYMAIL = "amazon_ses", {"WEBHOOK_SECRET": "events:secret"}
    notification = {"Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:x", "Message": "{}"}
    path, headers = "/mail/events/amazon_ses/", {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "m"}
    answer = tell(client, notification, path, auth=None, **headers)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="Events"')
