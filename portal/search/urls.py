"""The address of the search."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from portal.search import views

app_name = "search"
urlpatterns = [path("", csrf_exempt(views.results), name="results")]
