"""The Celery application. Schedules are in `portal.settings`; tasks are in each room's `tasks.py`."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["portal"], related_name="health")


@setup_logging.connect
def keep_the_logging_of_django(**_: object) -> None:
    """Stop Celery from setting up its own log: a listener on this signal is all it takes."""
