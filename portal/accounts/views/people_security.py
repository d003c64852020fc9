"""How a person signs in, for administrators in the editor: whether by two steps, and ending what should not go on."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.accounts.rules import is_administrator
from portal.accounts.services import end_sessions, remove_second_step


class PersonSecurityView(WagtailAdminTemplateMixin, TemplateView):
    """Show the steps and sessions of a person; POST removes the second step, or ends the sessions."""

    template_name = "accounts/editor/security.html"
    page_title = gettext_lazy("Sign-in and sessions")
    header_icon = "key"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        above = self.person.is_superuser and not getattr(request.user, "is_superuser", False)
        if not is_administrator(request.user) or above:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.person)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        people = {"url": reverse("wagtailusers_users:index"), "label": gettext("People")}
        person = {"url": reverse("wagtailusers_users:edit", args=[self.person.pk]), "label": str(self.person)}
        return [*super().get_breadcrumbs_items(), people, person, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = Authenticator.objects.filter(user=self.person).exclude(type=Authenticator.Type.RECOVERY_CODES)
        sessions = UserSession.objects.filter(user=self.person).order_by("-created_at")
        return super().get_context_data(person=self.person, steps=steps, sessions=sessions, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do what the button says; a stale page, on which it is done already, does no harm."""
        if "remove_second_step" in request.POST:
            remove_second_step(self.person)
            messages.success(request, gettext("The second step is removed, and %s has a letter.") % self.person)
        elif "end_sessions" in request.POST:
            end_sessions(self.person)
            messages.success(request, gettext("The sessions of %s are ended.") % self.person)
        return redirect(request.path)
