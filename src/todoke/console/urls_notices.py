"""Pages of the notices: the list, the editor of one text, how it looks, its versions."""

from django.urls import URLPattern, path

from todoke.console import notice_acts, notice_editor, notices

ONE = "notices/<slug:kind>/<slug:locale>"
pages_of_notices: list[URLPattern] = [
    path("notices", notices.listed),
    path("notices/switch", notices.switched),
    path("notices/new", notices.made),
    path("notices/cards", notices.cards),
    path(ONE, notice_editor.shown),
    path(f"{ONE}/look", notice_editor.looked),
    path(f"{ONE}/lint", notice_editor.linted),
    path(f"{ONE}/html", notice_editor.page),
    path(f"{ONE}/compare", notice_editor.compared),
    path(f"{ONE}/show", notice_acts.kept),
    path(f"{ONE}/save", notice_acts.saved),
    path(f"{ONE}/throw", notice_acts.thrown),
    path(f"{ONE}/publish", notice_acts.published),
    path(f"{ONE}/return", notice_acts.returned),
    path(f"{ONE}/down", notice_acts.taken_down),
    path(f"{ONE}/test", notice_acts.tested),
    path(f"{ONE}/wait", notice_acts.delayed),
    path(f"{ONE}/route", notice_acts.routed),
]
