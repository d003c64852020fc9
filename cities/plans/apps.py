from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "cities.plans"
    label = "plans"
    verbose_name = _("Action plans")

    def ready(self) -> None:
        from cities.plans import registrations

        registrations.register()
