"""Choosing an action of a published plan for an article, by some of its words."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cities.plans.models import Action
from handbooks.editor.choosers import FindForm
from portal.newsroom.blocks import public_actions


class FindActionForm(FindForm):
    searched = ("title", "plan__city__name")


class PublicActions:
    """Only what everybody reads may stand in an article."""

    filter_form_class = FindActionForm

    def get_object_list(self) -> QuerySet[Action]:
        return public_actions().select_related("plan__city").order_by("plan__city__name", "number")


class ChooseAction(PublicActions, ChooseView):
    """The whole dialogue."""


class ActionResults(PublicActions, ChooseResultsView):
    """Its list, anew."""


class ActionChooserViewSet(ChooserViewSet):
    """Choosing an action that a plan's last edition holds."""

    model = Action
    icon = "tasks"
    choose_view_class = ChooseAction
    choose_results_view_class = ActionResults
    choose_one_text = _("Choose an action")
    choose_another_text = _("Choose another action")
    register_widget = False
    permission_policy: Any = None


action_chooser = ActionChooserViewSet("newsroom_action_chooser", url_prefix="newsroom/actions")
