"""Where each page of the console is found."""

from django.urls import URLPattern, path

from todoke.console import gate, hand, letter, moving, order_files, story, today
from todoke.console.urls_notices import pages_of_notices
from todoke.console.urls_packing import pages_of_packing
from todoke.console.urls_shop import pages_of_shop

urlpatterns: list[URLPattern] = [
    path("", gate.front),
    path("sign-in", gate.sign_in),
    path("sign-out", gate.sign_out),
    path("language", gate.language),
    path("more", today.more),
    path("news", today.news),
    path("alerts/done", hand.alert_done),
    path("orders", today.orders),
    path("orders/file", order_files.asked),
    path("orders/file/check", order_files.checked),
    path("orders/file/columns", order_files.mapped),
    path("orders/file/take", order_files.taken),
    path("orders/<int:id>", story.one_order),
    path("orders/<int:id>/news", story.order_news),
    path("orders/<int:id>/act", hand.by_hand),
    path("orders/<int:id>/people", hand.mend_people),
    path("orders/<int:id>/note", hand.write_note),
    path("orders/<int:id>/notices/<int:notice>", story.notice),
    path("orders/<int:id>/notices/<int:notice>/html", story.notice_html),
    path("orders/<int:id>/notices/<int:notice>/undo", hand.undo_notice),
    path("orders/<int:id>/letter", letter.asked),
    path("orders/<int:id>/letter/look", letter.looked),
    path("orders/<int:id>/letter/file", letter.made),
    path("orders/<int:id>/move", moving.asked),
    path("orders/<int:id>/move/check", moving.checked),
    path("orders/<int:id>/move/done", moving.done),
    *pages_of_packing,
    *pages_of_notices,
    *pages_of_shop,
]
