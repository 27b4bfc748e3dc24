"""Pages of the packing table: its lists, files of tracking numbers, the orders as a table."""

from django.urls import URLPattern, path

from todoke.console import exporting, lanes, packing, ship

pages_of_packing: list[URLPattern] = [
    path("packing", packing.shown),
    path("packing/mark", packing.marked),
    path("packing/list", packing.pick_list),
    path("packing/slips", packing.slips),
    path("packing/file", ship.asked),
    path("packing/file/check", ship.checked),
    path("packing/file/done", ship.done),
    path("lanes", lanes.listed),
    path("packing/export", exporting.asked),
    path("packing/export/file", exporting.written),
]
