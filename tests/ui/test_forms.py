"""Forms come out with label, hint and error tied to their field."""

import re

import pytest
from django import forms

from portal.accounts.models import User


class Sample(forms.Form):
    title = forms.CharField(label="Title", help_text="One line.")
    nation = forms.ChoiceField(label="Nation", choices=[("wales", "Wales")], widget=forms.RadioSelect)
    letter = forms.BooleanField(label="Letter", required=False)


@pytest.fixture
def bad() -> str:
    return str(Sample({}))


def test_error_and_hint_describe_their_field(bad):
    field = re.search(r'<input type="text"[^>]*>', bad).group()
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'id="id_title_helptext"' in bad
    assert 'id="id_title_error"' in bad


def test_error_of_a_group_describes_its_fieldset(bad):
    assert '<fieldset aria-describedby="id_nation_error">' in bad


def test_error_summary_leads_to_each_field(bad):
    assert 'href="#id_title"' in bad
    assert 'href="#id_nation_0"' in bad
    assert 'id="id_nation_0"' in bad
    assert "2 things need attention" in bad


def test_form_without_errors_has_no_summary():
    assert "need attention" not in str(Sample())


def test_field_that_may_be_empty_says_so():
    class Optional(forms.Form):
        note = forms.CharField(required=False)

    assert "(optional)" in str(Optional())
    assert "(optional)" not in str(Sample())


def test_form_wide_error_stands_in_the_summary():
    form = Sample({"title": "A", "nation": "wales"})
    form.add_error(None, "These two do not go together.")
    html = str(form)
    assert "One thing needs attention" in html
    assert "These two do not go together." in html


def test_typed_text_is_kept_and_escaped():
    html = str(Sample({"title": '<script>alert("x")</script>'}))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


class Empty(forms.Form):
    words = forms.CharField()
    one = forms.ChoiceField(choices=[("a", "A")])
    one_of_few = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    some_of_few = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField()
    file = forms.FileField()
    own = forms.CharField(error_messages={"required": "Say who asks."})


def test_field_left_empty_asks_in_our_words():
    said = {name: messages[0] for name, messages in Empty({}).errors.items()}
    assert said == {
        "words": "Fill this in.",
        "one": "Choose one.",
        "one_of_few": "Choose one.",
        "some": "Choose at least one.",
        "some_of_few": "Choose at least one.",
        "agreed": "Tick this box to go on.",
        "file": "Choose a file.",
        "own": "Say who asks.",
    }


def test_words_of_one_form_are_not_left_in_the_next():
    assert Empty({}).errors["words"] == ["Fill this in."]
    assert Empty.base_fields["words"].error_messages["required"] == "This field is required."


class Limited(forms.Form):
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    model = forms.ModelChoiceField(User.objects.none())
    own = forms.ChoiceField(choices=[("a", "A")], error_messages={"invalid_choice": "This board is gone."})
    few = forms.IntegerField(max_value=10)
    many = forms.IntegerField(min_value=10)
    short = forms.CharField(max_length=3)
    wide = forms.CharField(max_length=4000)
    long = forms.CharField(min_length=6)
    limit = forms.IntegerField(max_value=10, error_messages={"max_value": "The room is full."})


@pytest.mark.django_db
def test_field_filled_with_what_it_does_not_take_says_so_in_our_words():
    sent = {"one": "b", "some": ["b"], "model": "1", "own": "b", "few": 11, "many": 9, "short": "long", "long": "short"}
    sent["wide"] = "w" * 10_000
    said = {name: messages[0] for name, messages in Limited({**sent, "limit": 11}).errors.items()}
    assert said == {
        "one": "This is not one of the choices. Choose again.",
        "some": "This is not one of the choices. Choose again.",
        "model": "This is not one of the choices. Choose again.",
        "own": "This board is gone.",
        "few": "Give 10 or less.",
        "many": "Give 10 or more.",
        "short": "Use at most 3 characters: these are 4.",
        "wide": "Use at most 4,000 characters: these are 10,000.",
        "long": "Use at least 6 characters: these are 5.",
        "limit": "The room is full.",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/accounts/login/", {"login", "password"}),
        ("/accounts/signup/", {"email", "display_name", "password1"}),
        ("/accounts/password/reset/", {"email"}),
        ("/accounts/login/code/", {"email"}),
    ],
)
def test_door_asks_in_our_words(client, address, fields):
    errors = client.post(address, {}).context["form"].errors
    assert {name for name, messages in errors.items() if messages == ["Fill this in."]} >= fields
