"""City news."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from cities.places.forms import NewsForm
from cities.places.models import City, NewsItem
from cities.places.news_reading import signed
from cities.places.services.news import correct_news, post_news, take_back_news
from cities.places.views.doors import attempt, city_or_404, page, require, sent, sure, try_act
from portal.accounts.signed_in import SignedInRequest

ON_A_PAGE = 20


@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """List the notices of a city that the visitor may read, newest first."""
    city = city_or_404(slug)
    items = NewsItem.objects.visible_to(request.user).filter(city=city)
    listed = Paginator(items, ON_A_PAGE).get_page(request.GET.get("page"))
    listed.object_list = signed(list(listed.object_list), request.user)
    context = {
        "heading": _("News of %(city)s") % {"city": city},
        "items": listed,
        "may_post": has_perm("places.post_news", request.user, city),
        "may_take_back": has_perm("places.take_back_news", request.user, city),
    }
    return page(request, "news", city, context)


def news_url(city: City) -> str:
    return reverse("city_news", args=[city.slug])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    """Post a notice."""
    city = city_or_404(slug)
    require(request, "places.post_news", city)
    form = NewsForm(sent(request))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: post_news(city, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, _("Your notice is posted."))
        return redirect("city_news", city.slug)
    context = {"heading": _("Post a notice"), "label": _("Post it"), "cancel_url": news_url(city)}
    return page(request, "act", city, context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change a notice."""
    city = city_or_404(slug)
    require(request, "places.post_news", city)
    item = get_object_or_404(NewsItem.objects.visible_to(request.user), pk=pk, city=city)
    form = NewsForm(sent(request), instance=item)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: correct_news(item, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, _("Your notice is changed."))
        return redirect("city_news", city.slug)
    context = {"heading": _("Change a notice"), "label": _("Save"), "cancel_url": news_url(city)}
    return page(request, "act", city, context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a notice back, after a page that says what follows."""
    city = city_or_404(slug)
    item = get_object_or_404(NewsItem.objects.visible_to(request.user), pk=pk, city=city)
    require(request, "places.take_back_news", item)
    if request.method == "POST":
        try_act(request, lambda: take_back_news(item, by=request.user), done=_("The notice is taken back."))
        return redirect("city_news", city.slug)
    return sure(
        request,
        city,
        heading=_("Take back “%(title)s”") % {"title": item.title},
        follows=[
            _("The notice goes from every page. Nobody is told."),
            _("It does not come back: to correct it, change it instead."),
        ],
        label=_("Take the notice back"),
        cancel_url=f"{news_url(city)}#news-{item.pk}",
    )
