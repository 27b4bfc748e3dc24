"""What `todoke doctor` looks at: settings, database, clock, mail, secrets, work. Each finding says how it can be mended."""

import os
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from todoke.cli.mail_domain import looked_up
from todoke.desk.backup import database_file
from todoke.desk.expiry import AHEAD, left
from todoke.desk.models import Push, Received
from todoke.desk.rates import PACED, PACED_AGAIN, limits_of, standing
from todoke.due.clock import now, real_ms
from todoke.notices.dkim import signer
from todoke.notices.message import domain_of
from todoke.notices.models import Notice
from todoke.notices.transports.chosen import other, transport_for
from todoke.shops.choices import show
from todoke.shops.models import Connection, Shop
from todoke.shops.secrets import open_sealed

OK, LOOK, WRONG, NOT_CHECKED = "ok", "look", "wrong", "not checked"
LATE_SECONDS = 300
MB_LEAST = 200
SECONDS = 5.0


class Finding(NamedTuple):
    check: str
    state: str  # ok, look, wrong, not checked
    message: str
    mend: str = ""


def settings_found() -> Iterator[Finding]:
    yield Finding("settings", OK, f"{settings.ENV}, data in {Path(settings.DATA).resolve()}")
    url = urlsplit(settings.PUBLIC_URL)
    if not url.hostname or url.scheme not in ("http", "https"):
        yield Finding("public address", WRONG, f"TODOKE_URL is {settings.PUBLIC_URL!r}", "Write it like https://desk.example.com")
    elif settings.PRODUCTION and url.scheme != "https":
        yield Finding("public address", WRONG, f"{settings.PUBLIC_URL} is not https: sessions and links would be read on the way", "Set TODOKE_URL to https://…")
    else:
        yield Finding("public address", OK, settings.PUBLIC_URL)
    place = Path(settings.DATA) / "secret_key"
    if not os.environ.get("TODOKE_SECRET_KEY") and place.exists() and place.stat().st_mode & 0o077:
        yield Finding("key", WRONG, f"{place} can be read by others", f"chmod 600 {place}")


def database_found() -> Iterator[Finding]:
    if connection.vendor == "sqlite" and not database_file().exists():
        yield Finding("database", LOOK, "there is none yet", "The first command that needs it makes it: todoke run, or todoke connect.")
        return
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if connection.vendor == "sqlite":
            yield from sqlite_found()
    except DatabaseError as error:
        yield Finding("database", WRONG, f"it does not answer: {str(error).strip()}", "Look at DATABASE_URL or TODOKE_DATA.")
        return
    yield Finding("database", OK, f"{connection.vendor} answers")
    yield (Finding("migrations", WRONG, f"{len(plan)} to be made", "todoke migrate") if plan and connection.vendor != "sqlite"
           else Finding("migrations", OK, "all made" if not plan else f"{len(plan)} will be made by the next command"))


def room_found(folder: Path) -> Iterator[Finding]:
    """On the disk of the embedded database: nothing comes in any more when it is full."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < MB_LEAST:
        yield Finding("disk", WRONG, f"{free} MB are left where {folder} lies", "Make room: nothing can be written down soon.")


def sqlite_found() -> Iterator[Finding]:
    yield from room_found(database_file().parent)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = cursor.fetchone()[0]
        if found != "ok":
            yield Finding("database", WRONG, f"it is damaged: {found}", "todoke restore FILE --force")
    if sqlite3.sqlite_version_info < (3, 35):
        yield Finding("database", WRONG, f"SQLite {sqlite3.sqlite_version} is too old", "Todoke needs 3.35 or newer.")


def clock_found() -> Iterator[Finding]:
    """Against the database's server, where there is one; nobody else is asked."""
    if settings.NOW:
        yield Finding("clock", LOOK, f"the business clock is frozen at {settings.NOW}", "Unset TODOKE_NOW.")
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            apart = abs(float(cursor.fetchone()[0]) - time.time())
        yield (Finding("clock", OK, f"{apart:.1f} s from the database's") if apart < 5
               else Finding("clock", WRONG, f"{apart:.0f} s from the database's", "Set both by NTP."))
    else:
        yield (Finding("clock", OK, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())) if time.time() > 1_760_000_000
               else Finding("clock", WRONG, "it stands in the past", "Set it by NTP."))


def mail_found() -> Iterator[Finding]:
    if not settings.MAIL_URL:
        yield Finding("mail", WRONG if settings.PRODUCTION else LOOK, "no mail server is set: mails are caught and shown, nobody gets them",
                      "Set TODOKE_MAIL_URL to smtp://user:password@host:587")
        return
    try:
        limits_of(settings.MAIL_URL)
        host, port = transport_for(settings.MAIL_URL).address
        with socket.create_connection((host, port), timeout=SECONDS):
            yield Finding("mail", OK, f"{host}:{port} answers (user, password and key are tried with the first mail)")
    except ImproperlyConfigured as error:
        yield Finding("mail", WRONG, str(error))
    except (OSError, ValueError) as error:
        yield Finding("mail", WRONG, f"the mail server cannot be reached ({error})", "Look at TODOKE_MAIL_URL.")


def other_ways_found() -> Iterator[Finding]:
    """Text messages and LINE, where they are set up; key and sender are tried with the first message."""
    for way in ("sms", "line"):
        try:
            if (found := other(way)) is not None:
                with socket.create_connection(found.address, timeout=SECONDS):
                    yield Finding(way, OK, f"{found.address[0]} answers")
        except ImproperlyConfigured as error:
            yield Finding(way, WRONG, str(error))
        except (OSError, ValueError) as error:
            yield Finding(way, WRONG, f"it cannot be reached ({error})", f"Look at TODOKE_{way.upper()}_URL.")


def domains_found() -> Iterator[Finding]:
    """Of each domain that mails come from, what receivers look up about it."""
    for shop in Shop.objects.order_by("name"):
        domain = domain_of(show(shop)["sender"])
        if domain == "localhost":
            yield Finding("sender", WRONG if settings.MAIL_URL else LOOK, f"{shop.name} sends from localhost, which no mail server takes",
                          "todoke shop set sender 'NAME <shop@your-domain>' support help@your-domain")
        elif not settings.MAIL_URL:
            yield Finding("mail domain", NOT_CHECKED, f"SPF, DKIM and DMARC of {domain}: no mail leaves the house yet",
                          "They are looked up once TODOKE_MAIL_URL is set.")
        else:
            yield from (Finding("mail domain", *said) for said in looked_up(domain, settings.DKIM_SELECTOR, public=own_key()))


def own_key() -> str:
    """The public half of what the desk signs mails with; nothing where a provider signs, or it cannot be read (said under mail)."""
    try:
        return signer(settings.DKIM_KEY, settings.DKIM_SELECTOR).public if settings.DKIM_KEY and settings.MAIL_URL.startswith("smtp") else ""
    except ImproperlyConfigured:
        return ""


def connections_found() -> Iterator[Finding]:
    for found in Connection.objects.order_by("channel", "name"):
        try:
            for sealed in (found.secret, found.token):
                open_sealed(bytes(sealed))
        except ValueError as error:
            yield Finding("connection", WRONG, f"{found}: {error}")
            continue
        if "expires_at" in found.settings and (days := left(found, now())) <= AHEAD[0]:
            yield Finding("access", LOOK if days > 0 else WRONG, f"{found}: its access {f'ends in {days} days' if days > 0 else 'has ended'}",
                          f"todoke connect {found.channel} {found.name} --rotate --token … --expires DAY")
        yield (Finding("connection", WRONG, f"{found}: {found.trouble}", "todoke catchup tries it again.") if found.trouble
               else Finding("connection", OK, f"{found}: its secrets can be opened"))


def work_found() -> Iterator[Finding]:
    """Is somebody working? Due for minutes, and in nobody's hands."""
    if settings.NOW:
        return
    past, (share, full) = int(time.time()) - LATE_SECONDS, standing()
    if share:
        yield Finding("mails", LOOK if full else OK, share,
                      "The others wait for tomorrow, or for a higher per_day or warm_up in TODOKE_MAIL_URL." if full else "")
    late = sum(kind._default_manager.filter(state="waiting", due_at__lt=past, leased_until__lt=real_ms()).exclude(**without).count()
               for kind, without in ((Received, {}), (Push, {}), (Notice, {"reason__in": ("brake", "frozen", "locale_missing", "unheard", PACED, PACED_AGAIN)}))
               if not (full and kind is Notice))
    yield (Finding("work", WRONG, f"{late} rows have waited for more than 5 minutes", "Start a worker: todoke work") if late
           else Finding("work", OK, "nothing waits"))
    if stuck := Received.objects.filter(state="quarantined").count():
        yield Finding("quarantine", LOOK, f"{stuck} deliveries were not understood", "todoke quarantine")
    for shop in Shop.objects.exclude(brake=""):
        yield Finding("mails", WRONG, f"the send brake of {shop.name} is closed: {shop.brake}", "Look at them, then release or discard.")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    settings_found, database_found, clock_found, mail_found, other_ways_found, domains_found, connections_found, work_found)
NEED_TABLES = (domains_found, connections_found, work_found)


def examine() -> Iterator[Finding]:
    """All of them; those that ask the tables are left out where there are none."""
    has_tables = True
    for check in CHECKS:
        if check in NEED_TABLES and not has_tables:
            continue
        for finding in check():
            has_tables &= not (finding.check in ("database", "migrations") and finding.state != OK)
            yield finding
