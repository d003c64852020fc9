"""Messages as mail servers send them to a return address."""

from __future__ import annotations

DELIVERY = """\
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"
Message-ID: <{number}@mx.example.net>

--part
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--part
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 6BF7F1205FD
Arrival-Date: Thu, 26 Nov 2026 07:00:05 +0000 (GMT)

Final-Recipient: rfc822; somebody-else@example.org
Original-Recipient: rfc822;somebody-else@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: {diagnostic}

--part
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <{inner}>
From: Resilient Cities <portal@example.org>
To: somebody-else@example.org
Subject: Words

Words
--part--
"""

COMPLAINT = """\
From: feedback@provider.example
To: {to}
Subject: FW: Words
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"
Message-ID: <{number}@provider.example>

--part
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for an email message received from IP 192.0.2.1.

--part
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{inner}>
Original-Rcpt-To: <somebody-else@example.org>

--part
Content-Type: message/rfc822
Content-Disposition: inline

From: <portal@example.org>
To: <somebody-else@example.org>
Subject: Words

Words
--part--
"""


def delivery(
    to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 No such user",
    number: str = "1",
    inner: str = "",
) -> bytes:
    text = DELIVERY.format(to=to, action=action, status=status, diagnostic=diagnostic, number=number, inner=inner)
    return text.replace("\n", "\r\n").encode()


def complaint(to: str, *, kind: str = "abuse", number: str = "1", inner: str = "") -> bytes:
    return COMPLAINT.format(to=to, kind=kind, number=number, inner=inner).replace("\n", "\r\n").encode()


def message(to: str, subject: str = "Re: Words", body: str = "Hello", **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"From: ada@example.org\r\nTo: {to}\r\nSubject: {subject}", *lines, "", body]).encode()
