"""Orders as the command line finds and tells them (agreements 4 and 5)."""

from collections.abc import Iterator

from todoke.cli.command import Command
from todoke.desk.story import Several, numbered, row_of, story_of
from todoke.orders.models import Order

__all__ = ["Several", "numbered", "one_or_all", "row_of", "story_of"]
AT_ONCE = 500


def one_or_all(command: Command, number: str) -> Iterator[Order]:
    """The order of that number; without one, every order. Where there is none, or several, the command says so."""
    if not number:
        yield from Order.objects.select_related("connection").order_by("id").iterator(chunk_size=AT_ONCE)
        return
    try:
        found = numbered(number)
    except Several as error:
        command.wrong(str(error))
    if found is None:
        command.complain(f"there is no order {number}")
        command.status = 1
    else:
        yield found
