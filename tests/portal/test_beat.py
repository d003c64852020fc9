"""Of two beats one sends, and the other takes over when the first ends, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
import redis
from celery.beat import ScheduleEntry
from celery.schedules import crontab
from django.db import OperationalError, connection
from structlog.testing import capture_logs

from portal.beat import OneAtATime
from portal.celery import app
from tests.forking import ROOT, environment

HOLD = """
import django; django.setup()
from portal.beat import BEAT
from portal.locks import try_lock
assert try_lock(BEAT)
print("held", flush=True)
import time; time.sleep(60)
"""

DAY = 24 * 3600


@pytest.fixture
def beat(transactional_db, tmp_path, monkeypatch):
    scheduler = OneAtATime(app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    scheduler.sent = []
    monkeypatch.setattr(ScheduleEntry, "is_due", lambda self: (True, 30.0))
    monkeypatch.setattr(scheduler, "apply_async", lambda entry, **_: scheduler.sent.append(entry.name))
    scheduler.setup_schedule()
    yield scheduler
    scheduler.close()
    with connection.cursor() as cursor:  # as often as it was taken
        cursor.execute("SELECT pg_advisory_unlock_all()")


@pytest.fixture
def other_beat(transactional_db):
    """Another process that holds the lock of beat."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_second_beat_waits_and_takes_over_when_the_first_is_killed(beat, other_beat):
    assert beat.tick() > 0
    assert beat.sent == []
    other_beat.send_signal(signal.SIGKILL)
    other_beat.wait()
    end = time.monotonic() + 10
    while not beat.sent and time.monotonic() < end:
        beat.tick()
        time.sleep(0.05)
    assert beat.sent


def test_beat_that_sends_goes_on_sending(beat):
    beat.tick()
    beat.tick()
    assert len(beat.sent) == 2
    assert beat.sends is True


def test_nobody_sends_while_the_database_is_away_and_no_other_beat_is_said_to(beat, monkeypatch):
    def away(key):
        raise OperationalError("away")

    with capture_logs() as logs:
        with monkeypatch.context() as patched:
            patched.setattr("portal.beat.try_lock", away)
            assert beat.tick() > 0
            assert beat.sent == []
        beat.tick()
    said = [line["event"] for line in logs]
    assert said == ["Beat does not reach the database, and sends nothing", "This beat sends"]


def test_every_task_of_beat_exists_and_what_comes_often_expires(settings):
    app.loader.import_default_modules()
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
    often = {name: entry for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if seconds_between(entry) < DAY}
    assert {"heartbeat", "heartbeat-mail", "send-digests", "sweep-digests", "remind-of-events"} <= set(often)
    for name, entry in often.items():
        assert entry.get("options", {}).get("expires", DAY) <= seconds_between(entry), name


def seconds_between(entry) -> float:
    """Return after how many seconds an entry comes again."""
    schedule = entry["schedule"]
    return DAY / (len(schedule.hour) * len(schedule.minute)) if isinstance(schedule, crontab) else schedule


@pytest.mark.filterwarnings("ignore:task_always_eager")
def test_mail_has_a_queue_of_its_own_and_every_queue_is_known(settings):
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.delete("mail", "celery")
    app.send_task("network.digests.tasks.send_some")
    assert (broker.llen("mail"), broker.llen("celery")) == (1, 0)
    app.send_task("portal.health.beat")
    assert (broker.llen("mail"), broker.llen("celery")) == (1, 1)
    broker.delete("mail", "celery")
    assert {queue.name for queue in settings.CELERY_TASK_QUEUES} == {"mail", "celery"}
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT
