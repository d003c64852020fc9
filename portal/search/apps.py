from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from portal import errors
        from portal.search import receivers
        from portal.search.nearest import nearest_pages

        receivers.connect()
        errors.NEAREST_PAGES.append(nearest_pages)
