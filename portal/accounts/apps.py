from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("People")
    default = True

    def ready(self) -> None:
        from portal.accounts import registrations

        registrations.register()


class EditorPeopleConfig(WagtailUsersAppConfig):
    """Wagtail's users app with our pages about people; INSTALLED_APPS names it instead of `wagtail.users`."""

    default = False
    user_viewset = "portal.accounts.people.PeopleViewSet"
    group_viewset = "portal.accounts.people.RolesViewSet"
