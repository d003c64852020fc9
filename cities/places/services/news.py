"""City news: posted, corrected and taken back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.models import City, NewsItem
from cities.places.services.door import check, lock_city
from portal.accounts.models import User


@transaction.atomic
def post_news(city: City, *, title: str, text: str, link: str, audience: str, by: User) -> NewsItem:
    """Post a short notice to the network of a city, or to everyone."""
    lock_city(city.pk)
    check("places.post_news", by, city)
    return NewsItem.objects.create(city=city, title=title, text=text, link=link, audience=audience, author=by)


@transaction.atomic
def correct_news(item: NewsItem, *, title: str, text: str, link: str, audience: str, by: User) -> NewsItem:
    """Change a notice; it says since when."""
    item = standing(item)
    check("places.post_news", by, item)
    item.title, item.text, item.link, item.audience, item.edited_at = title, text, link, audience, timezone.now()
    item.save(update_fields=["title", "text", "link", "audience", "edited_at"])
    return item


@transaction.atomic
def take_back_news(item: NewsItem, *, by: User) -> NewsItem:
    """Take a notice off every page."""
    item = standing(item)
    check("places.take_back_news", by, item)
    item.withdrawn_at = timezone.now()
    item.save(update_fields=["withdrawn_at"])
    return item


def standing(item: NewsItem) -> NewsItem:
    """Return the notice as it is now, locked. Raises ValidationError when it was taken back."""
    lock_city(item.city_id)
    item = NewsItem.objects.select_for_update().get(pk=item.pk)
    if item.withdrawn_at:
        raise ValidationError(_("This notice was taken back meanwhile."))
    return item
