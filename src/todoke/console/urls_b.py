"""Pages of quarantine, connections, settings and caught mails."""

from django.urls import URLPattern

pages_b: list[URLPattern] = []
