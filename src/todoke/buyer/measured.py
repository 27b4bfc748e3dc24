"""Links and pictures of mails that are measured (NTC-17): the buyer is led on at once, and what is counted is written down behind the answer.

Nothing is asked of the buyer's browser, nothing is set in it, and no address of it is kept."""

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from todoke.buyer.page import gone
from todoke.due.clock import now
from todoke.notices.measuring import aim_of, notice_of
from todoke.notices.measuring_record import clicked, opened

log = logging.getLogger("todoke.buyer")
MOST_WAITING = 1000  # more at a time go uncounted: figures are no reason to fill the memory
PICTURE = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;"
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")  # a browser that fetches ahead of its reader says so in one of these


class Clerk:
    """Counts in its own time: a buyer never waits for a database that is busy."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[Callable[[], None]] = queue.Queue(MOST_WAITING)
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def take(self, count: Callable[[], None]) -> None:
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name="measured", daemon=True)
                self.thread.start()
        try:
            self.waiting.put_nowait(count)
        except queue.Full:
            log.warning("a click was not counted: %s are waiting", MOST_WAITING)

    def run(self) -> None:
        while True:
            self.write(self.waiting.get())

    def write(self, count: Callable[[], None]) -> None:
        """What the database refuses goes uncounted."""
        try:
            count()
        except DatabaseError:
            log.warning("a click was not counted", exc_info=True)
            connection.close()


clerk = Clerk()


@require_safe
def led_on(request: HttpRequest, token: str) -> HttpResponse:
    """To where the mail's link leads. Only what the desk has signed itself leads anywhere."""
    aim = aim_of(token)
    if aim is None:
        return gone(request)
    if by_a_reader(request):
        clerk.take(partial(clicked, aim.notice, aim.link, now()))
    return unseen(HttpResponseRedirect(aim.target))


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """The same picture whatever the token: a mail shows no broken one."""
    notice = notice_of(token)
    if notice is not None and by_a_reader(request):
        clerk.take(partial(opened, notice, now()))
    return unseen(HttpResponse(PICTURE, content_type="image/gif"))


def by_a_reader(request: HttpRequest) -> bool:
    """Neither a scanner that looks whether somebody is there, nor a browser that reads ahead."""
    return request.method == "GET" and not any("prefetch" in request.headers.get(name, "").lower() for name in AHEAD)


def unseen(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and no index; where it leads hears nothing of where the buyer came from."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
