"""How two revisions are compared where a field is a list of choices."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import FieldComparison, register_comparison_class

from portal.words.fields import ChoiceArrayField


class ChoicesComparison(FieldComparison):
    """Shows the chosen words: those that went, those that came, those that stayed."""

    def words(self, value: Any) -> list[str]:
        labels = dict(self.field.base_field.flatchoices)
        return [str(labels.get(item, item)) for item in value or []]

    def htmldiff(self) -> SafeString:
        before, after = self.words(self.val_a), self.words(self.val_b)
        rows = [("deletion", word) for word in before if word not in after]
        rows += [("addition" if word not in before else "", word) for word in after]
        return format_html_join(", ", '<span class="{}">{}</span>', rows)


register_comparison_class(ChoiceArrayField, comparison_class=ChoicesComparison)
