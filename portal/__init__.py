"""The project and its shell: settings, addresses, background work, the embedded services."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
