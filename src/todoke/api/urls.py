"""The machines' pages."""

from django.urls import URLPattern, URLResolver, path

from todoke.api.health import live, ready
from todoke.api.inbound import inbound
from todoke.api.mail_reports import reports
from todoke.api.reading import api, nothing_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("in/<slug:channel>/<str:name>", inbound, name="inbound"),
    path("api/", api.urls),
    path("api/<path:rest>", nothing_here),
    path("mail/<slug:provider>", reports),
    path("health/live", live),
    path("health/ready", ready),
]
