from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    """The room of digests, notices, letters at once and what browsers are told."""

    name = "network.digests"
    label = "digests"
    verbose_name = _("Digests")

    def ready(self) -> None:
        from network.digests import registrations

        registrations.register()
