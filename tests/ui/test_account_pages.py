"""The pages for signing in, up and out are drawn in the portal's shell."""

import pytest
from django.urls import reverse

ENTRANCES = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*ENTRANCES, "account_email_verification_sent", "account_inactive"])
def test_entrance_stands_in_the_shell(client, name):
    html = client.get(reverse(name)).content.decode()
    assert 'class="thumbs"' in html
    assert html.count("<h1>") == 1
    assert 'name="robots" content="noindex"' in html


@pytest.mark.django_db
def test_refused_sign_in_keeps_the_address_and_names_the_problem(client):
    html = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"}).content.decode()
    assert 'class="watch err"' in html
    assert 'value="nobody@example.org"' in html


@pytest.mark.django_db
def test_sign_out_asks_first(client, django_user_model):
    client.force_login(django_user_model.objects.create(email="reader@example.org", display_name="Reader"))
    html = client.get(reverse("account_logout")).content.decode()
    assert 'method="post" action="/accounts/logout/"' in html


@pytest.mark.django_db
def test_pages_about_ones_account_list_each_other(client, django_user_model):
    client.force_login(django_user_model.objects.create(email="reader@example.org", display_name="Reader"))
    html = client.get(reverse("account_email")).content.decode()
    assert reverse("usersessions_list") in html
    assert reverse("account_logout") in html
