"""The room's name, as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "todoke.desk"
