"""Choosing an action of a published plan for an article, by some of its words as they were published."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.widgets import BaseChooser

from cities.plans.models import Action
from handbooks.editor.choosers import FindForm
from portal.newsroom.blocks import public_actions, published_words
from portal.newsroom.editor.doors import EditorsChooser, OneChosen, OnlyEditors, SeveralChosen


class FindActionForm(FindForm):
    searched = ("published_title", "plan__city__name")


class PublicActions(OnlyEditors):
    """Only what everybody reads may stand in an article, and in the words that everybody reads."""

    filter_form_class = FindActionForm

    def get_object_list(self) -> QuerySet[Action]:
        return public_actions().order_by("plan__city__name", "published_number")

    def get_display_title(self, instance: Action) -> str:
        return published_words(instance)


class ListsActions(PublicActions):
    """Actions, each by its published words."""

    @property
    def title_column(self) -> TitleColumn:
        column = super().title_column  # type: ignore[misc]  # of Wagtail's view
        column.accessor = published_words
        return column


class ChooseAction(ListsActions, ChooseView):
    """The whole dialogue."""


class ActionResults(ListsActions, ChooseResultsView):
    """Its list, anew."""


class ActionChosen(PublicActions, OneChosen):
    """The one that was chosen."""


class ActionsChosen(PublicActions, SeveralChosen):
    """Several at once."""


class ActionWidget(BaseChooser):
    """Shows the action that was chosen."""

    def get_display_title(self, instance: Action) -> str:
        return published_words(instance)


class ActionChooserViewSet(EditorsChooser):
    """Choosing an action that a plan's last edition holds."""

    model = Action
    icon = "tasks"
    choose_view_class = ChooseAction
    choose_results_view_class = ActionResults
    chosen_view_class = ActionChosen
    chosen_multiple_view_class = ActionsChosen
    base_widget_class = ActionWidget
    choose_one_text = _("Choose an action")
    choose_another_text = _("Choose another action")


action_chooser = ActionChooserViewSet("newsroom_action_chooser", url_prefix="newsroom/actions")
