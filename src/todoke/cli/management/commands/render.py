"""todoke render: notices as they would be sent (CMD-8)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from liquid.exceptions import LiquidError

from todoke.cli.command import Command as Base
from todoke.cli.finding import Several, numbered
from todoke.cli.showing import OneFile, Wanted, of_order, of_samples
from todoke.desk.texts import texts_of
from todoke.due.clock import now
from todoke.notices.catalogue import CatalogueError, catalogue
from todoke.notices.liquid import place
from todoke.notices.samples import SHAPES, occurs
from todoke.orders.models import Order

LOCALES = ("ja", "en", "zh-Hans", "ru")


class Command(Base):
    help = "A notice as it would be sent, headers, text and page. On a sample it needs no desk and writes nothing."
    example = "todoke render shipping_confirmation --sample gift --locale ja\n  todoke render --all --sample usd --locale en --json"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", nargs="?", default="", metavar="KIND", help=f"one of {', '.join(catalogue().kinds())}")
        parser.add_argument("--all", action="store_true", help="every kind")
        parser.add_argument("--template", default="", metavar="FILE", help="your own text or page; without KIND it is taken for the kind it speaks of")
        parser.add_argument("--order", default="", metavar="N", help="a real order, as it stands now")
        parser.add_argument("--sample", nargs="?", const="plain", default="", metavar="SHAPE", help=f"made-up facts: {', '.join(SHAPES)}")
        parser.add_argument("--locale", default="", metavar="L", help=f"{', '.join(LOCALES)}; left out: all that the kind has")
        parser.add_argument("--variant", default="", metavar="V", help="of the kind; left out: the usual one")

    def do(self, **options: Any) -> None:
        try:
            for row in self.rendered(options):
                self.line(row) if self.json else self.tell(row)
        except (CatalogueError, LiquidError) as error:
            self.complain(f"cannot be written: {_told(error)}")
            self.status = 1
        except BrokenPipeError:  # whoever reads has seen enough: main.py ends it without a word
            raise
        except OSError as error:
            self.wrong(f"{options['template']}: cannot be read ({error.strerror})")
        except (KeyError, ValueError) as error:
            self.wrong(f"{error.args[0]}. Kinds: {', '.join(catalogue().kinds())}. Shapes: {', '.join(SHAPES)}.")

    def rendered(self, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        wanted = self.wanted(options)
        if not options["order"]:
            return of_samples(wanted, options["sample"] or "plain")
        if options["sample"]:
            self.wrong("--order or --sample, not both")
        try:
            order = numbered(options["order"])
        except Several as error:
            self.wrong(str(error))
        if order is None:
            self.complain(f"there is no order {options['order']}")
            self.status = 1
            return iter(())
        return of_order(order, wanted if options["template"] else of_the_shop(wanted, order, options["all"]), now())

    def wanted(self, options: dict[str, Any]) -> Wanted:
        kind, locale = options["kind"], options["locale"]
        if bool(kind) == bool(options["all"]) and not options["template"]:
            self.wrong("name a KIND, or --all")
        if locale and locale not in LOCALES:
            self.wrong(f"{locale!r} is no language of the notices. There are {', '.join(LOCALES)}.")
        of = OneFile(Path(options["template"])) if options["template"] else catalogue()
        if isinstance(of, OneFile):
            self.judge(of, options["template"])
            kind = kind or (of.kind if occurs(of.kind, options["sample"] or "plain") else "order_confirmation")
        kinds = tuple(of.kinds()) if options["all"] else (kind,)
        return Wanted(kinds, locale or ("ja" if options["template"] else ""), options["variant"], of)

    def judge(self, of: OneFile, path: str) -> None:
        """It is shown all the same; but with a name that nobody knows it cannot go live."""
        for finding in of.findings():
            self.complain(f"{path}: {finding}")
            self.status = 1

    def tell(self, row: dict[str, Any]) -> None:
        head = "\n".join(f"{name}: {row['headers'][name]}" for name in ("From", "To", "Reply-To", "Subject", "Message-ID") if name in row["headers"])
        missing = f"\nnot said although it must be: {', '.join(row['missing_facts'])}" if row["missing_facts"] else ""
        self.say(f"── {row['kind']} · {row['locale']}{' · ' + row['shape'] if row['shape'] else ''} ──\n{head}{missing}\n\n{row['text']}")


def of_the_shop(wanted: Wanted, order: Order, every: bool) -> Wanted:
    """In the words that the order's shop has published, its own kinds included."""
    of = texts_of(order.shop)
    return wanted._replace(of=of, kinds=tuple(of.kinds()) if every else wanted.kinds)


def _told(error: CatalogueError | LiquidError) -> str:
    """File, line and reason, without the library's drawing of the line."""
    if isinstance(error, LiquidError):
        return f"{error.template_name or 'a text'}:{place(error)}: {error.message}"
    return str(error)
