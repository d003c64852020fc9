"""Where allauth's own pages leave something out: one session ended, the last key kept, a council that is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
import structlog
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.adapter import get_adapter as council_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.adapter import get_adapter as sessions_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts.signed_in import SignedInRequest

log = structlog.get_logger(__name__)


@login_required
@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one of a person's own sessions. One that has ended already is no fault."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    sessions_adapter().end_sessions(list(others.filter(pk=pk)))
    messages.success(request, _("That session is ended."))
    return redirect("usersessions_list")


class SecondStepView(AuthenticateView):
    """Asks for the second step, and for a passkey only from whoever has one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN]):
            self.webauthn_form = None
        return super().get_context_data(**kwargs)


second_step = SecondStepView.as_view()


class RemoveKeyView(RemoveWebAuthnView):
    """Removes a passkey, but not the last second step of whoever must have one."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if mfa_adapter().can_delete_authenticator(self.get_object()):
            return super().form_valid(form)
        messages.error(self.request, mfa_adapter().error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")


remove_key = reauthentication_required(RemoveKeyView.as_view(), app="allauth.mfa")


@never_cache
def council_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a visitor to their council, by a page that goes on by itself.

    A redirect would do, but browsers hold what follows a form to `form-action 'self'`.
    """
    answer = asked(openid_connect.login, request, provider_id)
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    council = council_adapter(request).get_provider(request, provider_id)
    return render(request, "socialaccount/login_redirect.html", {"provider": council, "redirect_to": answer.url})


@never_cache
def council_answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take a council's answer."""
    return asked(openid_connect.callback, request, provider_id)


def asked(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    """Call allauth, and show its page of faults when the council is silent or answers nonsense."""
    try:
        return view(request, provider_id)
    except (requests.RequestException, OAuth2Error, KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("A council's sign-in failed", council=provider_id, exc_info=True)
        try:
            council = council_adapter(request).get_provider(request, provider_id)
        except SocialApp.DoesNotExist as missing:
            raise Http404 from missing
        return render_authentication_error(request, council, exception=error)
