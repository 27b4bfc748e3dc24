"""todoke hook: whoever listens to the shop's events (CHN-6)."""

from base64 import b64encode
from secrets import token_bytes
from typing import Any, NoReturn

import httpcore
import httpx
from django.core.management.base import CommandParser

from todoke.channels.outside import Inside, addresses
from todoke.cli.command import Command as Base
from todoke.cli.the_shop import the_shop
from todoke.desk.listening import replay
from todoke.desk.models import Hook, Outgoing
from todoke.due.clock import now, parse_moment
from todoke.rules.events import EVENTS
from todoke.shops.models import Shop
from todoke.shops.secrets import seal

MOST = 10  # listeners of one shop


class Command(Base):
    help = "Send every event of an order on to a workflow tool: signed CloudEvents, retried until taken, an order's events one after the other."
    example = ("todoke hook add n8n https://n8n.example/webhook/todoke --events PaymentReceived,ParcelSent\n"
               "  todoke hook replay n8n --since 2026-11-01T00:00:00+09:00")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", default="list", choices=("list", "add", "off", "on", "remove", "replay"))
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("url", nargs="?", default="")
        parser.add_argument("--events", default="", metavar="A,B", help="names of events (docs/schema/events.json); left out: all")
        parser.add_argument("--secret", default="", help="of the signature; made and shown once unless given")
        parser.add_argument("--since", default="", metavar="MOMENT", help="replay what was heard since")
        parser.add_argument("--shop", default="")

    def do(self, **options: Any) -> None:
        shop = the_shop(self, options["shop"])
        if options["what"] == "list":
            self.rows((row_of(hook) for hook in Hook.objects.filter(shop=shop).order_by("name")), ("name", "url", "on", "waiting", "last_answer"))
        elif options["what"] == "add":
            self.add(shop, options)
        else:
            self.change(self.found(shop, options["name"]), options)

    def add(self, shop: Shop, options: dict[str, Any]) -> None:
        name, events = options["name"], [one for one in options["events"].split(",") if one]
        if not name or not is_address(options["url"]):
            self.wrong("write: todoke hook add NAME https://…")
        if inside := is_inside(options["url"]):
            self.wrong(inside)
        if unknown := [one for one in events if one not in EVENTS]:
            self.wrong(f"{', '.join(unknown)}: no such event. There are {', '.join(EVENTS)}.")
        if Hook.objects.filter(shop=shop, name=name).exists():
            self.wrong(f"there is a hook {name!r} already. Take it away first: todoke hook remove {name}")
        if Hook.objects.filter(shop=shop).count() >= MOST:
            self.wrong(f"there are {MOST} hooks already")
        secret = options["secret"] or "whsec_" + b64encode(token_bytes(32)).decode()
        hook = Hook.objects.create(shop=shop, name=name, url=options["url"], secret=seal(secret), events=events, created_at=now())
        self.line({**row_of(hook), "secret": secret}) if self.json else self.say(f"{name}  {hook.url}  {secret}   (the secret is shown this once)")

    def change(self, hook: Hook, options: dict[str, Any]) -> None:
        if options["what"] == "remove":
            hook.delete()
            self.say(f"{hook.name} hears nothing any more")
            return
        if options["what"] == "replay":
            count = replay(hook, self.moment(options["since"]))
            self.line({"hook": hook.name, "events": count}) if self.json else self.say(f"{count} events are on their way to {hook.name} again")
            return
        Hook.objects.filter(pk=hook.pk).update(on=options["what"] == "on", tries=0, quiet_until=0)
        self.say(f"{hook.name} is {options['what']}")

    def found(self, shop: Shop, name: str) -> Hook:
        hook = Hook.objects.filter(shop=shop, name=name).first()
        return hook if hook else self.unknown(name)

    def unknown(self, name: str) -> NoReturn:
        self.wrong(f"there is no hook {name!r}. `todoke hook` lists them.")

    def moment(self, text: str) -> int:
        if not text:
            self.wrong("say since when: --since 2026-11-01T00:00:00+09:00")
        try:
            return parse_moment(text, "--since")
        except ValueError as error:
            self.wrong(str(error))


def row_of(hook: Hook) -> dict[str, Any]:
    return {"name": hook.name, "url": hook.url, "events": hook.events, "on": hook.on, "waiting": Outgoing.objects.filter(hook=hook).count(),
            "last_answer": hook.last_answer}


def is_inside(url: str) -> str:
    """Why it must not be told anything; a name that nobody knows yet may be known later."""
    parts = httpx.URL(url)
    try:
        addresses(parts.host, parts.port or (443 if parts.scheme == "https" else 80))
    except Inside as error:
        return str(error)
    except httpcore.ConnectError:
        return ""
    return ""


def is_address(url: str) -> bool:
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        return False
    return parts.scheme in ("http", "https") and bool(parts.host)
