"""Health checks: `/healthz/live` says that the process answers, `/healthz/ready` that all it needs is well."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import redis
from celery import Task, shared_task
from celery.signals import task_postrun, task_prerun, worker_ready
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.base import HealthCheck
from health_check.checks import Cache, Database
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

FADES = {"celery": 90, "mail": 660}
"""Seconds for which a queue counts as worked off after a sign of its workers.

Those of mail may be busy with a slow mail server for as long as a task may take, which is ten minutes.
"""


@shared_task(name="portal.health.beat")
def beat() -> None:
    """Do nothing: that a worker runs it marks its queue. Beat sends one to each queue every 20 seconds."""


def key_of(queue: str) -> str:
    return f"worker-heartbeat:{queue}"


def mark(queue: str) -> None:
    """Write down that a queue is worked off."""
    if queue in FADES:
        cache.set(key_of(queue), 1, FADES[queue])


@task_prerun.connect
@task_postrun.connect
def sign_of_life(task: Task, **_: object) -> None:
    """Mark the queue of every task that begins or ends."""
    mark((task.request.delivery_info or {}).get("routing_key") or "")


@worker_ready.connect
def first_beat(sender: Any, **_: object) -> None:
    """Mark the queues of a worker as soon as it is up, so that a start is not called a failure."""
    for queue in sender.app.amqp.queues.consume_from:
        mark(queue)


@dataclass
class Broker(HealthCheck):
    """The database of Redis that holds the tasks answers."""

    def run(self) -> None:
        client = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=2, socket_timeout=2)
        try:
            client.ping()
        except redis.RedisError as error:
            raise ServiceUnavailable("the broker does not answer") from error
        finally:
            client.close()


@dataclass
class Migrations(HealthCheck):
    """Every migration of this code has been applied."""

    def run(self) -> None:
        with connection.temporary_connection():
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise ServiceUnavailable("migrations are waiting")


@dataclass
class Worker(HealthCheck):
    """A worker ran a task of the queue for all but mail within the last minute and a half."""

    def run(self) -> None:
        if cache.get(key_of("celery")) is None:
            raise ServiceUnavailable("no worker has been heard of")


@dataclass
class MailWorker(HealthCheck):
    """A worker began or ended a task of the queue for mail within the last eleven minutes."""

    def run(self) -> None:
        if cache.get(key_of("mail")) is None:
            raise ServiceUnavailable("no worker for mail has been heard of")


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer at once: the process is up, whatever else is not."""
    return JsonResponse({"status": "ok"})


class ReadyView(HealthCheckView):
    """Answer 200 when everything is well, else 503 with what is not, always as JSON."""

    checks = (Database, Cache, Broker, Migrations, Worker, MailWorker)

    async def get(self, request: HttpRequest, *args: object, **kwargs: object) -> JsonResponse:
        results = await asyncio.gather(*(check.get_result() for check in self.get_checks()))
        well = not any(result.error for result in results)
        checks = {
            type(result.check).__name__.lower(): result.error.message if result.error else "ok" for result in results
        }
        status = "ok" if well else "unwell"
        return JsonResponse({"status": status, "checks": checks}, status=200 if well else 503)


ready = ReadyView.as_view()
