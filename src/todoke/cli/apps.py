"""The room's name, as Django knows it."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    label = "cli"
    name = "todoke.cli"
