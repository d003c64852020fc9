from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        from portal.home import panels, reading, starter  # noqa: F401

        panels.attach()

        # The last app to report: by then every content type and permission exists.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(lay_foundations, sender=last, dispatch_uid="home.foundations")


def lay_foundations(**kwargs: Any) -> None:
    """Make what must exist, once the tables are those of this code: not halfway through a migration."""
    from portal.home.migrated import is_ready

    if is_ready(kwargs["using"], after_migration="plan" in kwargs):
        from portal.home.foundations import lay_all

        lay_all()
