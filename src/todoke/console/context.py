"""What every page of the console shows: the shop, who sits there, what its rail counts, and what the last act had to say."""

from typing import Any

from django.http import HttpRequest

from todoke.console.doors import desk_of
from todoke.console.find import rail_counts
from todoke.console.moments import hour
from todoke.console.told import told
from todoke.due.clock import now
from todoke.shops.models import Shop


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Nothing for whoever is not inside a shop."""
    shop: Shop | None = getattr(request, "shop", None)
    if shop is None:
        return {}
    return {"shop": shop, "member": getattr(request, "member", None), "room": request.path.split("/")[1], "rail": rail_counts(shop, now()),
            "desk": desk_of(request), "clock": hour(now()), "said": told(request)}
