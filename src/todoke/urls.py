"""Where each face is found."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("todoke.api.urls")),
    path("", include("todoke.console.urls")),
    path("", include("todoke.buyer.urls")),
]
