"""todoke erase: forget a person (CMD-22)."""

from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.finding import Several, numbered
from todoke.desk.erase import Erased, erase, orders_of_mail


class Command(Base):
    help = ("Forget a person: names, addresses, mails as sent, raw deliveries. Digests, amounts and the journal stay, and verify stays clean. "
            "It cannot be undone.")
    example = "todoke erase hanako@example.com\n  todoke erase '#1001'"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("whom", metavar="NUMBER|MAIL", help="a mail: the person everywhere; a number: as far as this order goes")

    def do(self, **options: Any) -> None:
        whom = options["whom"]
        is_mail = "@" in whom.strip("@")
        orders = orders_of_mail(whom) if is_mail else self.numbered(whom)
        done = erase(orders, whom if is_mail else "") if orders or is_mail else None
        if done is None or not done.rows:
            self.complain(f"nothing is known of {whom}")
            self.status = 1
        if done is not None:
            self.tell(done)

    def numbered(self, number: str) -> list[int]:
        try:
            order = numbered(number)
        except Several as error:
            self.wrong(str(error))
        return [order.pk] if order else []

    def tell(self, done: Erased) -> None:
        if self.json:
            self.line({"orders": done.orders, "rows": done.rows, "kept": [kept._asdict() for kept in done.kept]})
            return
        self.say(f"{done.orders} orders, {done.rows} rows.")
        if done.kept:
            self.say("\nWhat stays, and why:")
            self.rows((kept._asdict() for kept in done.kept), ("what", "reason"))
