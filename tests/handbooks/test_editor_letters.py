"""The editor's own letters about pages say where to turn them off."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from handbooks.workflow import ensure_workflow
from tests.factories import EntryPageFactory
from tests.handbooks.editing import person, signed_in

pytestmark = pytest.mark.django_db


def test_letter_about_a_submitted_page_says_where_to_turn_such_letters_off(tree, django_capture_on_commit_callbacks):
    reviewer, writer = person("Reviewers"), person("Writers")
    entry = EntryPageFactory(live=False)
    entry.save_revision(user=writer)
    with django_capture_on_commit_callbacks(execute=True):
        ensure_workflow().start(entry, writer)
    letter = next(message for message in mail.outbox if reviewer.email in message.to)

    assert letter.body.startswith(f"Hello {reviewer.display_name},")
    assert entry.title in letter.body
    (line,) = re.findall(r"Turn such letters off, or on again, here:\n(\S+)$", letter.body)
    assert line == f"{settings.SITE_URL}{reverse('wagtailadmin_account')}#tab-notifications"
    assert 'href="#tab-notifications"' in signed_in(reviewer).get(reverse("wagtailadmin_account")).content.decode()
