"""todoke order: one order's story (CMD-3)."""

from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.finding import Several, numbered, story_of

PARTS = {
    "entries": ("seq", "at", "event", "source", "refused"),
    "notices": ("kind", "variant", "state", "reason", "sent_at"),
    "deadlines": ("kind", "due_at", "state"),
    "parcels": ("id", "state", "carrier", "numbers"),
    "sent_back": ("id", "where", "carrier", "numbers", "return"),
    "cases": ("kind", "opened_at", "closed_at"),
}


class Command(Base):
    help = "One order's story: states, deadlines, notices, parcels, journal."
    example = "todoke order '#1001'"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="as the buyer sees it, with or without #; CONNECTION/NUMBER where two match")

    def do(self, **options: Any) -> None:
        try:
            order = numbered(options["number"])
        except Several as error:
            self.wrong(str(error))
        if order is None:
            self.complain(f"there is no order {options['number']}. `todoke orders --query` finds it by a part of its number, by name or mail.")
            self.status = 1
            return
        story = story_of(order)
        self.line(story) if self.json else self.tell(story)

    def tell(self, story: dict[str, Any]) -> None:
        self.say(f"{story['number']}  {story['channel']}  {story['progress']} · {story['funds']} · hold {story['hold']} · dispute {story['dispute']}"
                 f"  {story['total']} {story['currency']}\n")
        for title, columns in PARTS.items():
            if story[title]:
                self.say(title.replace("_", " "))
                self.rows(story[title], columns)
                self.say("")
