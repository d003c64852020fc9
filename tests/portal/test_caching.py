"""What happens while Redis is out of reach."""

from __future__ import annotations

import time

import pytest
import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

from handbooks.reading.addresses import address_of
from portal.caching import PatientCache, cache_answers
from tests.factories import EntryPageFactory, UserFactory
from tests.factories.accounts import PASSWORD

NOBODY = "redis://127.0.0.1:9"


@pytest.fixture
def no_redis(settings, monkeypatch):
    monkeypatch.setattr(PatientCache, "next_try", 0.0)
    caches_without = {name: {**config, "LOCATION": NOBODY} for name, config in settings.CACHES.items()}
    settings.CACHES = caches_without
    yield
    PatientCache.next_try = 0.0


def test_cache_answers_as_if_it_were_empty(no_redis):
    cache = caches["default"]
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is True
    assert cache.incr("n") == 1


def test_cache_is_left_alone_after_a_failure(no_redis, monkeypatch):
    cache = caches["default"]
    cache.get("a")
    assert PatientCache.next_try > time.monotonic()
    monkeypatch.setattr(PatientCache, "_cache", property(lambda self: pytest.fail("Redis was asked again")))
    assert cache.get("a") is None


@pytest.mark.django_db
def test_readers_still_get_their_pages(client, no_redis):
    entry = EntryPageFactory()
    for address in (address_of(entry), "/", "/search/?q=homes", "/handbooks/glossary/", "/accounts/login/"):
        assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_somebody_signed_in_is_told_that_signing_in_rests(client, no_redis, settings):
    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    entry = EntryPageFactory()
    assert client.get(address_of(entry)).status_code == 200
    response = client.get("/accounts/email/")
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert response.status_code == 503
    assert "Signing in is resting" in response.content.decode()
    assert response["Retry-After"] == "60"


COUNTED = [
    "login/",
    "login/code/",
    "login/code/confirm/",
    "signup/",
    "password/reset/",
    "password/change/",
    "reauthenticate/",
    "2fa/authenticate/",
    "2fa/webauthn/login/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", COUNTED)
def test_nothing_is_checked_while_attempts_cannot_be_counted(
    client, no_redis, settings, monkeypatch, django_assert_num_queries, address
):
    settings.CACHES = {**settings.CACHES, "sessions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    person = UserFactory()
    monkeypatch.setattr("django.contrib.auth.authenticate", lambda *args, **more: pytest.fail("A password was checked"))
    with django_assert_num_queries(0):
        response = client.post(f"/accounts/{address}", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Signing in is resting" in response.content.decode()


@pytest.mark.django_db
def test_signing_in_works_while_the_cache_answers(client, monkeypatch):
    monkeypatch.setattr(PatientCache, "next_try", 0.0)
    assert client.post("/accounts/login/", {"login": UserFactory().email, "password": PASSWORD}).status_code == 302


def test_full_cache_does_not_answer(monkeypatch):
    def refuse(*args, **more):
        raise redis.ResponseError("OOM command not allowed")

    monkeypatch.setattr(PatientCache, "next_try", 0.0)
    assert cache_answers()
    monkeypatch.setattr(RedisCache, "set", refuse)
    assert not cache_answers()
