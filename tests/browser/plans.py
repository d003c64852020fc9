"""The action plan of one city: published, led by its council, with links that take an update."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from playwright.sync_api import Page

PLAN = "/cities/glasgow/plan/"
FOLLOW, LINKS = f"{PLAN}follow/", f"{PLAN}links/"
ACTION = "Bring the Antidisestablishmentarian baths into community ownership"
OPEN_LINK, USED_LINK = "/plans/update/an-open-link/", "/plans/update/a-used-link/"
READERS = count(1)


def make_plan(city: Any, *, coordinator: Any, owner: Any) -> None:
    """Make a plan with an action that was told of long ago; `owner` is the membership of whoever answers for it."""
    from django.utils import timezone

    from cities.places.services.joining import digest
    from cities.plans.models import UpdateLink
    from tests.factories import ActionFactory, ActionPartnerFactory, ObjectiveFactory, PlanFactory, UpdateFactory
    from tests.factories.plans import publish

    now = timezone.now()
    plan = PlanFactory(city=city, title="A city that owns itself", created_by=coordinator)
    objective = ObjectiveFactory(plan=plan, title="Buildings for those who use them")
    action = ActionFactory(objective=objective, title=ACTION, owner=owner, summary="A lease, then a transfer.")
    ActionPartnerFactory(action=action, partner=owner.partner, accepted=True)
    told_at = now - timedelta(days=100)
    UpdateFactory(action=action, by=owner.user, partner=owner.partner, published_at=told_at, reported_on=told_at.date())
    publish(plan, note="The first edition.")
    for path, used_at in ((OPEN_LINK, None), (USED_LINK, now)):
        UpdateLink.objects.create(
            action=action,
            person=owner.user,
            token_digest=digest(path.split("/")[-2]),
            expires_at=now + timedelta(days=14),
            used_at=used_at,
        )


def use_powers(*entries: Any) -> None:
    """Publish the plan again, with what its action rests on."""
    from cities.plans.models import Action, Basis
    from tests.factories.plans import publish

    action = Action.objects.get(title=ACTION)
    Basis.objects.bulk_create(Basis(action=action, entry=entry) for entry in entries)
    publish(action.plan, note="What the baths rest on.")


def ask_to_follow(page: Page) -> None:
    """Give an address that is new each time."""
    page.get_by_label("Your email address").fill(f"reader-{next(READERS)}@example.org")
    page.get_by_role("button", name="Follow").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()


def open_confirmation(page: Page) -> None:
    """Open the link in the letter to an address."""
    ask_to_follow(page)
    page.goto("/mailbox/")
    page.get_by_role("link", name="do you want to follow it?").first.click()
    address = page.locator("a[href*='/plans/follow/']").first.get_attribute("href") or ""
    page.goto(f"/plans/{address.partition('/plans/')[2]}")


def confirm(page: Page) -> None:
    open_confirmation(page)
    page.get_by_role("button", name="Follow").click()


def open_end(page: Page) -> None:
    confirm(page)
    page.get_by_role("link", name="Follow it no longer").click()


def unfold_end(page: Page) -> None:
    page.get_by_text("This link is not needed").click()


def open_action(page: Page) -> None:
    page.get_by_role("rowheader").get_by_role("link", name=ACTION).first.click()
    page.get_by_role("heading", name="What happened").wait_for()


def open_update(page: Page) -> None:
    open_action(page)
    page.get_by_role("link", name="Link to this update").first.click()
    page.get_by_role("heading", name="Cite this").wait_for()


def open_history(page: Page) -> None:
    open_action(page)
    page.get_by_role("link", name="Edit history").click()
    page.get_by_role("heading", name="Edit history").wait_for()
