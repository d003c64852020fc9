"""The letter of a digest: subject, plain text and HTML from the same items, and the headers that go with them."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from network.digests.building.choice import Contents
from network.digests.models import Digest
from network.digests.subjects import subject_of
from network.digests.tokens import make_token, unsubscribe_url
from portal.mail.letters import inliner, tidy
from portal.mail.services import AUTOMATIC, message_id
from portal.mail.tokens import unsubscribe_headers


def message_for(digest: Digest, contents: Contents) -> EmailMultiAlternatives:
    """Return the letter that tells a person what `contents` holds, ready to be handed over."""
    token = make_token(digest.person_id)
    subject = subject_of(contents)
    context = {
        "SITE_URL": settings.SITE_URL,
        "SITE_NAME": settings.WAGTAIL_SITE_NAME,
        "subject": subject,
        "name": digest.person.display_name,
        "parts": contents.parts,
        "stop": unsubscribe_url(token),
    }
    text = tidy(render_to_string("digests/mail/digest_message.txt", context))
    html = inliner().inline(render_to_string("digests/mail/digest_message.html", context))
    message = EmailMultiAlternatives(subject, text, to=[digest.person.email], headers=headers_of(digest, token))
    message.attach_alternative(html, "text/html")
    return message


def headers_of(digest: Digest, token: str) -> dict[str, str]:
    """Return the headers of a digest. Source: RFC 2919 (List-Id), RFC 3834, RFC 8058"""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    by_mail = f"mailto:{return_address()}?subject={quote(f'unsubscribe {token}')}"
    headers = unsubscribe_headers(unsubscribe_url(token))
    headers["List-Unsubscribe"] += f", <{by_mail}>"
    return {
        **AUTOMATIC,
        **headers,
        "List-Id": f"{settings.WAGTAIL_SITE_NAME} digest <digest.{host}>",
        "Message-ID": message_id(digest.key),
    }


def return_address() -> str:
    """Return the address at which mail about mail is read."""
    return getattr(settings, "MAIL_RETURN_ADDRESS", "") or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
