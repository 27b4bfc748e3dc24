"""The room's name, as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "todoke.cases"
