"""An order's events sent on to whoever listens (CHN-6): CloudEvents, signed as Standard Webhooks describes, an order's events one after the other.

A listener that does not answer is left alone for longer and longer, up to ten minutes; everything waits for it, in its order, and nothing else
waits at all: this runs in a thread of its own. What was taken but not written down as taken (a kill in between) goes out once more with the
same id."""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import httpx
import msgspec
from django.conf import settings
from django.db import OperationalError, connection, transaction

from todoke.cases.alerts import alert
from todoke.channels.asking import LOOPBACK, trust
from todoke.channels.outside import Inside, kept_outside
from todoke.channels.standard_webhooks import keys, signature
from todoke.desk.models import Hook, Outgoing
from todoke.due.clock import iso, now, real_ms
from todoke.due.rows import back_off_ms, claim, give_back, still_ours
from todoke.orders.models import Entry
from todoke.shops.secrets import open_sealed

log = logging.getLogger("todoke.forward")
BATCH = 50
TIMEOUT = httpx.Timeout(8, connect=3)  # seconds; well within a lease
LONGEST_MS = 600_000
IDLE_SECONDS = 0.5
FOR_AT_MOST = 8.0  # seconds from a claim to the beginning of its last request: the lease outlasts it
TOO_OFTEN = 10  # refused so often in a row, an event is dropped, and staff hear of it: nobody behind it waits for ever
WORTH_ANOTHER = (408, 425, 429)  # of the answers that refuse, those that mean: later
FIRST_OF_ITS_ORDER = """AND hook_id = %s AND NOT EXISTS (SELECT 1 FROM desk_outgoing AS earlier WHERE earlier.hook_id = desk_outgoing.hook_id
                        AND earlier.order_id = desk_outgoing.order_id AND earlier.state = 'waiting' AND earlier.seq < desk_outgoing.seq)"""


# ── on its way ──────────────────────────────────────────────────────────────────────────────────────
class Answer(NamedTuple):
    """`refused`: it is this event that is not wanted; else whoever listens was not there."""

    reason: str = ""
    refused: bool = False


class Forwarder:
    """One a worker."""

    def __init__(self) -> None:
        self.running, self.sent = True, 0
        self.clients: dict[bool, httpx.Client] = {}
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self.run, name="forward", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.running = False
        if self.thread:
            self.thread.join(15)

    def run(self) -> None:
        while self.running:
            try:
                taken = self.round()
            except OperationalError:
                connection.close()
                taken = 0
            if not taken:
                time.sleep(IDLE_SECONDS)
        connection.close()

    def round(self) -> int:
        """A batch for every listener that is not left alone. Returns how many were taken by them."""
        hooks = Hook.objects.filter(on=True, quiet_until__lte=real_ms()).order_by("pk")
        return sum(self.serve(hook) for hook in hooks)

    def serve(self, hook: Hook) -> int:
        """The first waiting entry of each order, so that no second one overtakes it."""
        began = time.monotonic()
        with transaction.atomic():
            rows = claim(Outgoing, 1, real_ms(), BATCH, FIRST_OF_ITS_ORDER, [hook.pk])
        bodies = self.bodies(rows) if rows else {}
        done, trouble = list[Outgoing](), Answer()
        for row in rows:
            if not self.running or time.monotonic() - began > FOR_AT_MOST:
                break
            trouble = self.post(hook, bodies[row.order_id, row.seq])
            if trouble.reason:
                break
            done.append(row)
        with transaction.atomic():
            Outgoing.objects.filter(pk__in=[row.pk for row in still_ours(done)]).delete()
            give_back(rows[len(done):])
            if rows:
                self.remember(hook, trouble, rows[len(done)] if trouble.reason else None)
        self.sent += len(done)
        return len(done)

    def remember(self, hook: Hook, trouble: Answer, at: Outgoing | None) -> None:
        """Left alone for longer after each failure, and heard again at once after it took something."""
        tries = hook.tries + 1 if at else 0
        if at and trouble.refused and tries >= TOO_OFTEN:
            drop(at, f"{hook} was not told: {trouble.reason}")
            tries = 0
        quiet = real_ms() + min(LONGEST_MS, back_off_ms(tries)) if tries else 0
        Hook.objects.filter(pk=hook.pk).update(tries=tries, quiet_until=quiet, last_answer=(trouble.reason or "taken")[:300])
        if trouble.reason:
            log.warning("hook %s waits: %s", hook, trouble.reason)

    def post(self, hook: Hook, event: dict[str, Any]) -> Answer:
        """What went wrong, or nothing."""
        body, at, name = msgspec.json.encode(event), int(time.time()), event["id"]
        signed = signature(keys(open_sealed(bytes(hook.secret)))[0], f"{name}.{at}.".encode() + body).decode()
        headers = {"content-type": "application/cloudevents+json; charset=utf-8", "webhook-id": name, "webhook-timestamp": str(at),
                   "webhook-signature": f"v1,{signed}", "user-agent": "Todoke"}
        try:
            answer = self.client(hook.url).post(hook.url, content=body, headers=headers)
        except Inside as error:
            return Answer(str(error))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Answer(f"{hook.url} cannot be reached ({type(error).__name__})")
        refused = 400 <= answer.status_code < 500 and answer.status_code not in WORTH_ANOTHER
        return Answer() if answer.is_success else Answer(f"{hook.url} answered {answer.status_code}", refused)

    def client(self, url: str) -> httpx.Client:
        own = httpx.URL(url).host in LOOPBACK
        if own not in self.clients:
            self.clients[own] = kept_outside(httpx.Client(verify=trust(), timeout=TIMEOUT, trust_env=not own, follow_redirects=False))
        return self.clients[own]

    def bodies(self, rows: Sequence[Outgoing]) -> dict[tuple[int, int], dict[str, Any]]:
        found = Entry.objects.filter(order__in={row.order_id for row in rows}, seq__in={row.seq for row in rows}).select_related("order__connection", "shop")
        wanted = {(row.order_id, row.seq) for row in rows}
        return {(entry.order_id, entry.seq): cloud_event(entry) for entry in found if (entry.order_id, entry.seq) in wanted}


def drop(row: Outgoing, why: str) -> None:
    """For good; staff hear of it."""
    Outgoing.objects.filter(pk=row.pk).delete()
    alert(row.shop_id, row.order_id, why, now())


def cloud_event(entry: Entry) -> dict[str, Any]:
    """CloudEvents 1.0, structured. The words of people are not in it, as they are not in the journal: who may read them asks the API."""
    order, shop = entry.order, entry.shop
    return {
        "specversion": "1.0", "id": f"{entry.shop_id}.{entry.order_id}.{entry.seq}", "source": f"{settings.PUBLIC_URL}/shops/{entry.shop_id}",
        "type": f"todoke.order.{entry.event}", "subject": order.number or order.ref, "time": iso(entry.heard_at), "datacontenttype": "application/json",
        "data": {
            "order": {"number": order.number or order.ref, "channel": order.connection.channel, "connection": order.connection.name, "shop": shop.name},
            "seq": entry.seq, "event": msgspec.json.decode(entry.body), "source": entry.source, "live": entry.live, "refused": entry.refused or None,
            "hash": entry.hash,
        },
    }
