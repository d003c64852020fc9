from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "portal.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        from portal.newsroom import panels, receivers, registrations  # noqa: F401
        from portal.newsroom.reading import article, front, narrative  # noqa: F401

        panels.attach()
        registrations.register()
