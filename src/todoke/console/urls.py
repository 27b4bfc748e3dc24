"""The pages of the console."""

from django.urls import URLPattern

from todoke.console.urls_b import pages_b

pages_a: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*pages_a, *pages_b]
