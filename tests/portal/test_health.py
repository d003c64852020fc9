import pytest
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder

from portal import health


@pytest.fixture(autouse=True)
def _worker():
    health.beat()
    yield
    cache.delete(health.HEARTBEAT_KEY)


def test_live_answers_without_a_database(client):
    response = client.get("/healthz/live")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


def test_live_refuses_other_methods(client):
    assert client.post("/healthz/live").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_ready_names_all_that_is_well(client):
    response = client.get("/healthz/ready")

    assert response.status_code == 200, response.json()
    assert response.json()["checks"] == dict.fromkeys(["database", "cache", "broker", "migrations", "worker"], "ok")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_ready_misses_a_worker(client):
    cache.delete(health.HEARTBEAT_KEY)

    response = client.get("/healthz/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == "no worker has been heard of"


@pytest.mark.django_db(transaction=True)
def test_ready_misses_a_broker(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    response = client.get("/healthz/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "the broker does not answer"


@pytest.mark.django_db(transaction=True)
def test_ready_misses_a_migration(client):
    row = MigrationRecorder.Migration.objects.filter(app="media").last()
    row.delete()
    try:
        response = client.get("/healthz/ready")
    finally:
        row.pk = None
        row.save()

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "migrations are waiting"
