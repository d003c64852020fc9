"""Kinds of panel that Wagtail does not have: rows with a formset of ours, and a part that is only read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.admin.panels import InlinePanel, Panel

from handbooks.editor.formsets import MOST_ROWS, RowsFormSet


class RowsPanel(InlinePanel):
    """An InlinePanel of at most MOST_ROWS rows, which are checked by `formset`, a RowsFormSet."""

    def __init__(self, relation_name: str, *args: Any, formset: type[RowsFormSet] = RowsFormSet, **kwargs: Any) -> None:
        self.formset = formset
        super().__init__(relation_name, *args, **{"max_num": MOST_ROWS, **kwargs})

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "formset": self.formset}

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = self.formset
        return options


class ReadPanel(Panel):
    """A part of the form that shows what was set elsewhere.

    `reads` takes the page and the user, and returns what the template is given.
    """

    def __init__(self, template: str, *, reads: Callable[[Any, Any], dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template = template
        self.reads = reads

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "template": self.template, "reads": self.reads}

    @property
    def clean_name(self) -> str:
        return super().clean_name or self.template.rpartition("/")[2].removesuffix(".html")

    class BoundPanel(Panel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.template_name = self.panel.template

        def is_shown(self) -> bool:
            """Whether there is anything to show: a page that is not saved yet has no one who names it."""
            return bool(self.instance is not None and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "page": self.instance, **self.panel.reads(self.instance, self.request.user)}
