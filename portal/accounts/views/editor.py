"""The door of the editor: everybody signs in on allauth's page, and only editors come in."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel


@require_safe
@never_cache
def editor_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the sign-in page and an editor on; tell anyone else that the editor is not theirs.

    Wagtail sends people without access here again and again, so a redirect for them would never end.
    """
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")
    if not request.user.has_perm("wagtailadmin.access_admin"):
        if list(get_messages(request)):  # Wagtail's words for it: shown nowhere, the page has ours
            return HttpResponseRedirect(request.get_full_path())
        raise PermissionDenied
    return HttpResponseRedirect(wanted)


class EditorAccountView(AccountView):
    """Wagtail's page of an editor's own settings, with the display name where Wagtail asks for two names."""

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)]
