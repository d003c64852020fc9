from types import SimpleNamespace

import pytest
from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.conf import settings
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder

from portal import health


@pytest.fixture(autouse=True)
def _worker():
    for queue in health.FADES:
        health.mark(queue)
    yield
    for queue in health.FADES:
        cache.delete(health.key_of(queue))


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
    names = ["database", "cache", "broker", "migrations", "worker", "mailworker"]
    assert response.json()["checks"] == dict.fromkeys(names, "ok")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("queue", "missed", "other", "said"),
    [
        ("celery", "worker", "mailworker", "no worker has been heard of"),
        ("mail", "mailworker", "worker", "no worker for mail has been heard of"),
    ],
)
def test_ready_misses_the_worker_of_each_queue(client, queue, missed, other, said):
    cache.delete(health.key_of(queue))

    response = client.get("/healthz/ready")

    assert response.status_code == 503
    assert (response.json()["checks"][missed], response.json()["checks"][other]) == (said, "ok")


def queues_that_count() -> set[str]:
    return {queue for queue in health.FADES if cache.get(health.key_of(queue))}


def test_every_queue_has_a_heartbeat_that_is_asked_for_and_outlasts_a_long_task(settings):
    beats = [one for one in settings.CELERY_BEAT_SCHEDULE.values() if one["task"] == health.beat.name]
    assert {one["options"].get("queue", "celery") for one in beats} == set(health.FADES)
    assert set(health.FADES) == {queue.name for queue in settings.CELERY_TASK_QUEUES}
    assert health.FADES["mail"] > settings.CELERY_TASK_TIME_LIMIT
    assert min(health.FADES.values()) > 2 * max(one["schedule"] for one in beats)


@pytest.mark.parametrize("signal", [task_prerun, task_postrun])
@pytest.mark.parametrize(
    ("queue", "marked"), [("celery", {"celery"}), ("mail", {"mail"}), ("else", set()), (None, set())]
)
def test_task_marks_its_own_queue_as_it_begins_and_ends(signal, queue, marked):
    cache.clear()
    health.beat.push_request(delivery_info={"routing_key": queue})
    signal.send(sender=health.beat, task=health.beat)
    health.beat.pop_request()
    assert queues_that_count() == marked


@pytest.mark.parametrize("queues", [["celery"], ["mail"], ["celery", "mail"]])
def test_worker_that_starts_marks_the_queues_that_it_takes(queues):
    cache.clear()
    worker = SimpleNamespace(app=Celery(set_as_current=False))
    worker.app.conf.task_queues = settings.CELERY_TASK_QUEUES
    worker.app.amqp.queues.select(queues)
    health.first_beat(worker)
    assert queues_that_count() == set(queues)


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
