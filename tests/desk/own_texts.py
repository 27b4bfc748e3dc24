"""A shop that writes a notice of its own: one line to save it, one to publish it. For the tests of its texts."""

from tests.desk.scene import NOW

from todoke.desk.publishing import publish, save
from todoke.desk.texts import make_kind
from todoke.notices.catalogue import catalogue
from todoke.shops.models import NoticeText, Shop
from todoke.shops.texts import Key

CARE = {
    "ja": "---\nsubject: 【{{ shop.short_name | default: shop.name }}】器のお手入れのご案内（{{ order.number }}）\npreheader: 長くお使いいただくために\n---\n"
          "{{ customer | salutation }}\n\nご注文 {{ order.number }} の器は、最初にお使いになる前に、米のとぎ汁でお煮沸ください。\n\n"
          "ご不明な点は {{ support.email }} までお知らせください。\n\n{{ shop.name }}\n",
    "en": "---\nsubject: {{ shop.short_name | default: shop.name }}: how to care for your ware ({{ order.number }})\npreheader: So that it lasts\n---\n"
          "{{ customer | salutation }}\n\nPlease boil the ware of your order {{ order.number }} once before you use it.\n\n"
          "If anything is unclear, please reply to this email or write to {{ support.email }}.\n\n{{ shop.name }}\n",
}


def ours(kind: str = "order_confirmation", locale: str = "ja") -> str:
    """The shipped text, with a line of the shop's own."""
    source = catalogue().text(kind, locale).source
    head, _, body = source.partition("\n---\n")
    return f"{head}\n---\n{body.rstrip()}\n\n{'うつわの便り' if locale == 'ja' else 'News from the kiln'}\n"


def drafted(shop: Shop, kind: str = "order_confirmation", locale: str = "ja", source: str = "") -> NoticeText:
    return save(Key(shop, kind, locale), source or ours(kind, locale), "en", by="staff:aoi", now=NOW)


def published(shop: Shop, kind: str = "order_confirmation", locale: str = "ja", source: str = "") -> NoticeText:
    text = drafted(shop, kind, locale, source)
    publish(text, "en", by="staff:aoi", now=NOW)
    shop.refresh_from_db()
    return text


def a_kind_of_its_own(shop: Shop, *locales: str) -> None:
    make_kind(shop, "care_card", "お手入れの便り", "standard", by="staff:aoi", now=NOW)
    for locale in locales:
        published(shop, "care_card", locale, CARE[locale])
