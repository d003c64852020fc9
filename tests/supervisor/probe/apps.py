from django.apps import AppConfig


class CommandsOnly(AppConfig):
    """The commands of the portal without what it listens to."""

    name = "portal"
