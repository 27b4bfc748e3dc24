"""The room's name, as Django knows it."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "todoke.notices"
