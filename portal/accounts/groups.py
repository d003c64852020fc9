"""The four global roles, as groups, with what each may do at /editor/.

`ensure_groups` only adds what is missing, so that what an administrator allows or renames stays allowed;
it takes away one thing, the pages that Wagtail's own first migration gives to its group of Moderators,
because ours look after conversations and not pages. Permissions are named by label, not imported: they
belong to higher rooms.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.roles import Role

WAGTAILS_OWN = "Editors"

ENTER = ("wagtailadmin.access_admin",)
WRITE_PAGES = ("wagtailcore.add_page", "wagtailcore.change_page")
PUBLISH_PAGES = ("wagtailcore.publish_page", "wagtailcore.lock_page", "wagtailcore.unlock_page")
DELETE_PAGES = ("wagtailcore.bulk_delete_page",)
FILES = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
CHANGE_FILES = ("wagtailimages.change_image", "wagtaildocs.change_document")


def every(act: str, *models: str) -> tuple[str, ...]:
    """Return the names of the permissions for `act` on each of `models`, given as app.model."""
    return tuple(f"{app}.{act}_{model}" for app, _, model in (name.partition(".") for name in models))


LAW = ("handbooks.provision", "handbooks.scheme", "handbooks.watchtopic")
WORDS = ("handbooks.glossaryterm", "handbooks.task", "handbooks.equivalentgroup")
PRESS = ("newsroom.author", "newsroom.outlet", "newsroom.outletfeed", "newsroom.coverage", "newsroom.suggestion")
PROBLEMS = ("handbooks.view_problemreport", "handbooks.change_problemreport")

MODEL_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.WRITERS: (
        *ENTER,
        *every("view", *LAW, *WORDS, *PRESS, "places.city"),
        *every("add", *LAW, *WORDS, *PRESS),
        *every("change", *LAW, *WORDS, *PRESS),
        "handbooks.view_problemreport",
    ),
    Role.REVIEWERS: (
        *ENTER,
        *every("view", *LAW, *WORDS, *PRESS, "places.city"),
        *every("add", *LAW, *WORDS, *PRESS),
        *every("change", *LAW, *WORDS, *PRESS, "places.city"),
        *every("delete", *LAW, *WORDS, *PRESS),
        *PROBLEMS,
    ),
    Role.MODERATORS: (*ENTER, *PROBLEMS),
}
ADMINISTERED_APPS = (
    *("accounts", "auth", "handbooks", "newsroom", "places"),
    *("wagtailadmin", "wagtailcore", "wagtailredirects"),
)

PAGE_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.WRITERS: WRITE_PAGES,
    Role.REVIEWERS: (*WRITE_PAGES, *PUBLISH_PAGES),
    Role.ADMINISTRATORS: (*WRITE_PAGES, *PUBLISH_PAGES, *DELETE_PAGES),
}
FILE_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.WRITERS: FILES,
    Role.REVIEWERS: (*FILES, *CHANGE_FILES),
    Role.ADMINISTRATORS: (*FILES, *CHANGE_FILES),
}


def named(labels: Iterable[str]) -> list[Permission]:
    """Return the permissions with those labels, such as handbooks.add_provision.

    One that is not there yet is left out: the next migration calls again.
    """
    wanted = Q(pk__in=[])
    for label in labels:
        app, _, codename = label.partition(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))


@transaction.atomic
def ensure_groups() -> None:
    """Make the four groups and give them what they need; safe to call again."""
    groups = {role: Group.objects.get_or_create(name=str(role))[0] for role in Role}
    for role, labels in MODEL_PERMISSIONS.items():
        groups[role].permissions.add(*named(labels))
    groups[Role.ADMINISTRATORS].permissions.add(*administered())
    clear_wagtails_defaults(groups[Role.MODERATORS])
    for role, labels in PAGE_PERMISSIONS.items():
        give_pages(groups[role], named(labels), whole_tree=role == Role.ADMINISTRATORS)
    for role, labels in FILE_PERMISSIONS.items():
        give_files(groups[role], named(labels))


def administered() -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label__in=ADMINISTERED_APPS))


def clear_wagtails_defaults(moderators: Group) -> None:
    """Take from Moderators what Wagtail's migrations gave, and remove its Editors while nobody is in them."""
    GroupPagePermission.objects.filter(group=moderators).delete()
    GroupCollectionPermission.objects.filter(group=moderators).delete()
    Group.objects.filter(name=WAGTAILS_OWN, user__isnull=True).delete()


def give_pages(group: Group, permissions: list[Permission], *, whole_tree: bool) -> None:
    """Let a group work on the pages below the home page, or on the whole tree."""
    roots = Page.objects.filter(depth=1) if whole_tree else Page.objects.filter(depth=2)
    for page in roots:
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def give_files(group: Group, permissions: list[Permission]) -> None:
    """Let a group use the images and documents of every collection."""
    root = Collection.get_first_root_node()
    if root is None:
        return
    for permission in permissions:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
