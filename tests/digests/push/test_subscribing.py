"""Browsers are added and taken away by who uses them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from network.digests.models import Subscription
from network.digests.services.subscribing import MOST, subscribe
from portal.headers import CONTENT_SECURITY_POLICY
from tests.digests.push.service import PUBLIC, Browser, push
from tests.factories import UserFactory
from tests.factories.forum import PostFactory

pytestmark = pytest.mark.django_db
NO_SERVICES = [
    *("", "nonsense", "http://push.example.org/x", "https://127.0.0.1/x", "https://[::1]/", "https://localhost/x"),
    *("https://push.example.org:8080/x", "https://push.example.org:99999/", "https://user@push.example.org/x"),
    *(
        "https://8.8.8.8/x",
        "https://[2606:4700::1111]/x",
        "https://127.1/x",
        "https://0x7f.0x1/x",
        "https://1.1.1.1./x",
    ),
    *(
        "https://db.internal./x",
        "https://x.localhost/x",
        "https://db.internal/x",
        "https://2130706433/",
        "https://[/x",
        "https://push.example.org/\r\nHost: x",
    ),
    "https://push.example.org/" + "x" * 1000,
]


def test_browser_is_added_once_and_taken_away(client, reader) -> None:
    client.force_login(reader)
    given = Browser().given
    for _again in range(2):
        assert client.post(reverse("browser_add"), given).status_code == 201
    one = Subscription.objects.get()
    assert (one.person, one.endpoint) == (reader, given["endpoint"])
    page = client.get(reverse("browsers")).content.decode()
    assert "push.example.org" in page
    assert PUBLIC in page
    assert given["endpoint"] not in page
    assert client.post(reverse("browser_remove"), {"browser": one.pk}).status_code == 302
    assert client.post(reverse("browser_remove"), {"browser": one.pk}).status_code == 404
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        *({"endpoint": address} for address in NO_SERVICES),
        *({"p256dh": "AAAA"}, {"p256dh": ""}, {"p256dh": "\0"}, {"auth": "AAAA"}, {"auth": "é" * 22}),
    ],
)
def test_what_no_browser_sends_is_refused(client, reader, wrong) -> None:
    client.force_login(reader)
    answer = client.post(reverse("browser_add"), {**Browser().given, **wrong})
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Subscription.objects.exists()


def test_a_person_has_ten_browsers_at_most(reader) -> None:
    for number in range(MOST + 2):
        subscribe(reader, **Browser(name=str(number)).given)
    kept = Subscription.objects.order_by("pk").values_list("endpoint", flat=True)
    assert len(kept) == MOST
    assert kept[0].endswith("/2")


def test_too_often_is_refused(client, reader) -> None:
    client.force_login(reader)
    statuses = [client.post(reverse("browser_add"), Browser(name=str(n)).given).status_code for n in range(12)]
    assert statuses[:10] == [201] * 10
    assert statuses[-1] == 429


def test_browser_passes_to_who_uses_it_now_and_to_nobody_who_only_knows_its_address(client, reader, browser) -> None:
    other = UserFactory()
    client.force_login(other)
    stolen = {**Browser().given, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
    assert client.post(reverse("browser_add"), stolen).status_code == 422
    assert Subscription.objects.get().person == reader
    assert client.post(reverse("browser_add"), browser.given).status_code == 201
    assert Subscription.objects.get().person == other


def test_browser_in_which_somebody_signs_out_is_told_no_more(client, reader) -> None:
    client.force_login(reader)
    client.post(reverse("browser_add"), Browser().given)
    subscribe(reader, **Browser(name="elsewhere").given)
    client.post(reverse("account_logout"))
    assert Subscription.objects.get().endpoint.endswith("/elsewhere")


def test_nobody_takes_away_the_browser_of_another(client, reader, browser) -> None:
    client.force_login(UserFactory())
    for number in (Subscription.objects.get().pk, "x", "-1", "9" * 30, ""):
        assert client.post(reverse("browser_remove"), {"browser": number}).status_code == 404
    assert Subscription.objects.exists()


def test_addresses_answer_strangers_and_wrong_methods_plainly(client, reader) -> None:
    assert client.get(reverse("browsers")).status_code == 302
    assert client.post(reverse("browser_add"), Browser().given).status_code == 401
    assert client.post(reverse("browser_remove")).status_code == 302
    assert client.get(reverse("browser_add")).status_code == 405
    assert client.post(reverse("push_worker")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reader)
    assert strict.post(reverse("browser_add"), Browser().given).status_code == 403


def test_nothing_of_it_is_there_without_keys(client, reader, settings) -> None:
    client.force_login(reader)
    assert reverse("browsers") in client.get(reverse("preferences")).content.decode()
    settings.VAPID_PUBLIC_KEY = ""
    assert reverse("browsers") not in client.get(reverse("preferences")).content.decode()
    for name in ("browsers", "push_worker"):
        assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse("browser_add"), Browser().given).status_code == 404


def test_worker_stands_for_the_whole_site_and_the_policy_lets_it(client) -> None:
    answer = client.get("/push/worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "fetch" not in answer.content.decode()
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert CONTENT_SECURITY_POLICY["DIRECTIVES"]["worker-src"] == ["'self'"]


def test_made_keys_are_what_settings_take(settings, thread, reader, service) -> None:
    said = StringIO()
    call_command("make_push_keys", stdout=said, stderr=StringIO())
    pair = dict(line.split("=", 1) for line in said.getvalue().split())
    settings.VAPID_PUBLIC_KEY, settings.VAPID_PRIVATE_KEY = pair["VAPID_PUBLIC_KEY"], pair["VAPID_PRIVATE_KEY"]
    subscribe(reader, **Browser().given)
    PostFactory(thread=thread)
    assert push() == 1
    assert f"k={settings.VAPID_PUBLIC_KEY}" in service.sent[0][1]["authorization"]
