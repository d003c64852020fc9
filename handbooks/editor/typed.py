"""What is typed at /editor/ and read by everybody: words that are what they look like."""

from __future__ import annotations

from django import forms

from portal.accounts.names import clean_line, refuse_line_ends


def refuse_hidden_marks(form: forms.BaseForm) -> None:
    """Have the plain texts of a form refuse what cannot be seen, such as a mark that turns the direction of reading.

    Text that is copied into a rich field is left as it is.
    """
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and isinstance(field.widget, (forms.TextInput, forms.Textarea)):
            is_line = isinstance(field.widget, forms.TextInput)
            field.validators.append(refuse_hidden_in_line if is_line else refuse_hidden_in_lines)


def refuse_hidden_in_line(text: str) -> None:
    """Raise ValidationError with words for the person where `text` is no single line of what can be seen."""
    refuse_line_ends(text)
    clean_line(text)


def refuse_hidden_in_lines(text: str) -> None:
    """Raise ValidationError with words for the person where some line of `text` holds what cannot be seen."""
    for line in text.splitlines():
        clean_line(line)
