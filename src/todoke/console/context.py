"""What every page of the console shows: the shop, what its rail counts, and whether its mails are held."""

from typing import Any

from django.http import HttpRequest

from todoke.cases.models import Case
from todoke.desk.models import Received
from todoke.shops.models import Shop


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Nothing for whoever is not inside a shop."""
    shop: Shop | None = getattr(request, "shop", None)
    if shop is None:
        return {}
    return {
        "shop": shop, "member": getattr(request, "member", None), "room": request.path.split("/")[1],
        "rail": {"cases": Case.objects.filter(shop=shop, closed_at=0).count(), "quarantine": Received.objects.filter(shop=shop, state="quarantined").count()},
    }
