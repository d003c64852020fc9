from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandbooksConfig(AppConfig):
    name = "handbooks"
    verbose_name = _("Handbooks")

    def ready(self) -> None:
        from handbooks import (
            panels,
            personal,
            receivers,  # noqa: F401
            withdrawals,
        )
        from handbooks.reading import alphabet, contents, entry, glossary, index, precedents  # noqa: F401

        panels.attach()
        withdrawals.connect()
        personal.register()
