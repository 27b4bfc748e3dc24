"""The room's name, as Django knows it."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "todoke.console"
