"""todoke shop: a shop's settings (CMD-21)."""

from argparse import REMAINDER
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.due.clock import now
from todoke.shops.choices import CHOICES, Wrong, change, show
from todoke.shops.models import Shop


class Command(Base):
    help = "A shop's settings: shown, or changed all together. Settings: " + ", ".join(CHOICES)
    example = "todoke shop set name うつわのみなと support hello@utsuwa.example calendar 'mon-sat 10:00-17:00 JP'"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", default="", metavar="NAME", help="where there are several")
        parser.add_argument("act", nargs="?", choices=("show", "set"), default="show")
        parser.add_argument("words", nargs=REMAINDER, metavar="KEY VALUE", help="as many pairs as you like; a value may begin with -")

    def do(self, **options: Any) -> None:
        words = self.without_options(list(options["words"]), options)
        shop = self.shop(options["shop"])
        if shop is None:
            return
        if options["act"] == "show":
            if unknown := [word for word in words if word not in CHOICES]:
                self.wrong(f"{', '.join(unknown)}: no such setting. There are {', '.join(CHOICES)}.")
            self.tell(show(shop), words or list(CHOICES))
        elif words and len(words) % 2 == 0:
            self.set(shop, dict(zip(words[::2], words[1::2], strict=True)))
        else:
            self.wrong(f"write KEY VALUE, as many pairs as you like. Keys: {', '.join(CHOICES)}.")

    def without_options(self, words: list[str], options: dict[str, Any]) -> list[str]:
        """Behind the pairs our own options may stand as well: argparse leaves everything there to us."""
        if "--json" in words:
            words.remove("--json")
            self.json = True
        if "--shop" in words[:-1]:
            at = words.index("--shop")
            options["shop"] = words[at + 1]
            del words[at : at + 2]
        return words

    def shop(self, name: str) -> Shop | None:
        """The one named, or the only one."""
        found = list(Shop.objects.filter(**({"name": name} if name else {})).order_by("name")[:20])
        if len(found) > 1:
            self.wrong("there are several shops: " + ", ".join(shop.name for shop in found) + ". Say which: --shop NAME")
        if not found:
            self.complain(f"there is no shop {name}" if name else "there is no shop yet. The first `todoke connect CHANNEL NAME` makes one.")
            self.status = 1
        return found[0] if found else None

    def set(self, shop: Shop, wanted: dict[str, str]) -> None:
        try:
            shop = change(shop, wanted, by="command line", now=now())
        except Wrong as error:
            self.wrong("nothing was changed.\n" + "\n".join(f"  {key}: {reason} {mend}" for key, reason, mend in error.errors))
        self.tell(show(shop), list(wanted))

    def tell(self, settings: dict[str, str], keys: list[str]) -> None:
        about = {} if self.json else {key: {"about": CHOICES[key].about} for key in keys}
        self.rows(({"key": key, "value": settings[key], **about.get(key, {})} for key in keys), ("key", "value", "about"))
