"""The embedded services: PostgreSQL and Redis under `var/`, and the processes of `manage.py serve`.

`lifecycle` is the door. Nothing here imports Django's models or settings, because all of it runs
before they can be loaded; `serve` alone calls management commands.
"""
