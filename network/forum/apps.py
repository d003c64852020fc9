from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "network.forum"
    label = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        from network.forum import registrations

        registrations.register()
