"""todoke key: a machine's key to the API's read side."""

import hashlib
import secrets
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.due.clock import now
from todoke.shops.models import ApiKey, Shop


class Command(Base):
    help = "Make a key for the API (shown once), or take one back."
    example = "todoke key warehouse --people"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--shop", default="")
        parser.add_argument("--people", action="store_true", help="it may read names and addresses too")
        parser.add_argument("--revoke", action="store_true", help="the key of that name opens nothing any more")

    def do(self, **options: Any) -> None:
        if not options["name"].strip():
            self.wrong("a key needs a name, by which it is taken back: todoke key warehouse")
        shops = list(Shop.objects.filter(**({"name": options["shop"]} if options["shop"] else {})).order_by("id")[:2])
        if len(shops) != 1:
            self.wrong("there is no shop yet. Make one: todoke connect CHANNEL NAME" if not shops else "there are several shops. Say which: --shop NAME")
        held = ApiKey.objects.filter(shop=shops[0], name=options["name"])
        if options["revoke"]:
            if not held.delete()[0]:
                self.wrong(f"there is no key {options['name']!r}")
            self.say(f"the key {options['name']} opens nothing any more")
            return
        if held.exists():
            self.wrong(f"there is a key {options['name']!r} already. Take it back first: todoke key {options['name']} --revoke")
        secret = secrets.token_urlsafe(32)
        ApiKey.objects.create(shop=shops[0], name=options["name"], digest=hashlib.sha256(secret.encode()).hexdigest(), people=options["people"],
                              created_at=now())
        self.line({"name": options["name"], "key": secret}) if self.json else self.say(f"{options['name']}  {secret}   (shown this once)")
