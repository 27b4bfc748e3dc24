"""A connection's access that ends on a known day: staff hear of it 14, 7 and 1 days ahead, and when it has ended (CHN-8)."""

from todoke.cases.models import Alert
from todoke.rules.deadlines import DAY
from todoke.shops.choices import policy_of
from todoke.shops.models import Connection

AHEAD = (14, 7, 1, 0)  # days


def announce(now: int) -> int:
    """Each of them once. Returns how many connections were spoken of."""
    spoken = 0
    for connection in Connection.objects.select_related("shop").filter(settings__has_key="expires_at"):
        ahead = next((days for days in reversed(AHEAD) if left(connection, now) <= days), None)
        if ahead is not None and ahead < connection.settings.get("expiry_said", 365):
            Alert.objects.create(shop=connection.shop, what=words(connection, ahead), at=now)
            connection.settings = {**connection.settings, "expiry_said": ahead}
            connection.save(update_fields=["settings"])
            spoken += 1
    return spoken


def left(connection: Connection, now: int) -> int:
    """Whole days until it ends, the begun one counted; 0 or less: it has ended."""
    return -(-(int(connection.settings["expires_at"]) - now) // DAY)


def words(connection: Connection, ahead: int) -> str:
    day = policy_of(connection.shop).hours.local(int(connection.settings["expires_at"])).date().isoformat()
    return f"{connection}: its access ends on {day}. Renew it, or nothing comes in any more." if ahead else f"{connection}: its access ended on {day}"
