"""The shop a command speaks of: the one named, or the only one."""

from todoke.cli.command import Command
from todoke.shops.models import Shop


def the_shop(command: Command, name: str) -> Shop:
    """Exit 2 where there is none, or the user must say which."""
    shops = list(Shop.objects.filter(**({"name": name} if name else {})).order_by("id")[:2])
    if not shops:
        command.wrong(f"there is no shop {name!r}" if name else "there is no shop yet. Make one: todoke connect CHANNEL NAME")
    if len(shops) > 1:
        command.wrong("there are several shops. Say which: --shop NAME")
    return shops[0]
