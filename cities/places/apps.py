from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "cities.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from cities.places import receivers, registrations  # noqa: F401

        registrations.register()
