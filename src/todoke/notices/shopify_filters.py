"""Shopify's filters for pictures, addresses of files, links and small words, as its notification templates use them (NTC-6).

https://shopify.dev/docs/api/liquid/filters. An absent value stays absent."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from liquid import Markup, RenderContext, Undefined
from liquid import escape as escaped
from liquid.filter import string_filter

from todoke.notices.bounds import Filter
from todoke.notices.filters import amount, asking, is_absent, spoken, voice_of
from todoke.notices.wording import Voice, plural

CDN = "https://cdn.shopify.com/shopifycloud/shopify/assets"
_HASHED = {  # the pictures of Shopify's own templates, by the addresses under which Shopify serves them
    "notifications/discounttag.png": "notifications/discounttag-d1f7c6d9334582b151797626a5ae244c56af0791fcd7841f21027dd44830bcc6.png",
    "notifications/spacer.png": "notifications/spacer-1a26dfd5c56b21ac888f9f1610ef81191b571603cb207c6c0f564148473cab3c.png",
}
_SIZES = {"pico": 16, "icon": 32, "thumb": 50, "small": 100, "compact": 160, "medium": 240, "large": 480, "grande": 600}


def _of(context: RenderContext, group: str, name: str) -> str:
    found = context.globals.get(group)
    return str(found.get(name) or "") if isinstance(found, Mapping) else ""


def _told(work: Callable[..., Any]) -> Filter:
    """A filter that asks the facts; an absent value stays absent."""

    def told(left: Any, *args: Any, context: RenderContext, **named: Any) -> Any:
        return "" if is_absent(left) else work(context, left, *args, **named)

    return asking(told, work)


# ---- pictures


def _source(value: Any) -> str:
    """Where a picture is: of a line, a product, a picture, or written as it is."""
    while isinstance(value, Mapping) and not isinstance(value, Undefined):
        value = next((value[name] for name in ("image", "featured_image", "src", "url", "preview_image") if value.get(name)), "")
    return "" if is_absent(value) else str(value)


def _sized(url: str, wanted: Mapping[str, Any]) -> str:
    """Only Shopify's own servers make sizes; a picture elsewhere stays as it is."""
    if "cdn.shopify.com" not in url or not wanted:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(wanted)}"


def _img_url(left: Any, size: Any = "", *, scale: Any = 1, crop: Any = "", format: Any = "") -> str:
    """`100x100`, `300x`, or a name such as compact_cropped."""
    name, cropped = re.subn(r"_cropped$", "", str(size or ""))
    sides = [int(side) if side else 0 for side in name.split("x")] if re.fullmatch(r"\d{0,4}x\d{0,4}", name) else [_SIZES.get(name, 0)] * 2
    wanted = {key: side * int(str(scale)) for key, side in zip(("width", "height"), sides) if side}
    return _sized(_source(left), {**wanted, **({"crop": str(crop) or "center"} if cropped or crop else {})})


def _image_url(left: Any, **named: Any) -> str:
    return _sized(_source(left), {name: str(value) for name, value in named.items() if name in ("width", "height", "crop", "format", "pad_color")})


def _img_tag(left: Any, alt: Any = "", classes: Any = "", size: Any = "", **named: Any) -> Markup:
    marks = {"src": _img_url(left, size), "alt": alt, "class": classes, **named}
    return Markup("<img ") + Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in marks.items() if value or name == "alt") + Markup(">")


def _present(work: Callable[..., Any]) -> Filter:
    """A filter for which an absent value stays absent."""

    @wraps(work)
    def told(left: Any, *args: Any, **named: Any) -> Any:
        return "" if is_absent(left) else work(left, *args, **named)

    return told


# ---- addresses of files: Shopify's own, and the shop's


def _shopify_asset(left: Any) -> str:
    name = str(left)
    return f"{CDN}/themes_support/{quote(_HASHED.get(name, name), safe='/')}"


def _cdn_asset(left: Any) -> str:
    return f"{CDN}/{quote(str(left), safe='/')}"


def _payment_icon(left: Any) -> str:
    """By the way's name as a word: `American Express` is american-express."""
    return f"{CDN}/payment_icons/{_handle(str(left))}.png"


def _shops_own(folder: str) -> Filter:
    def address(context: RenderContext, left: Any, *args: Any) -> str:
        return f"{_of(context, 'shop', 'url').rstrip('/')}/{folder}/{quote(str(left), safe='/')}"

    return _told(address)


# ---- links and small words


def _link_to(left: Any, url: Any = "", title: Any = "", **named: Any) -> Markup:
    marks = {"href": url, "title": title, **named}
    inner = Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in marks.items() if value)
    return Markup("<a ") + inner + Markup(">") + escaped(left) + Markup("</a>")


def _pluralize(voice: Voice, left: Any, *forms: Any) -> str:
    if voice.locale == "ru" and len(forms) > 2:
        return plural(amount(left), voice.locale, *[str(form) for form in forms])
    return str(forms[0] if amount(left) == 1 else forms[-1]) if forms else ""


def _translated(context: RenderContext, left: Any, **named: Any) -> str:
    """By the shop's own `translations` among the facts; a key nobody has translated is read as words."""
    found: Any = context.globals.get("translations") or {}
    for name in str(left).split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, Mapping):
        forms = [str(found[form]) for form in ("one", "few", "many", "other") if form in found]
        found = _pluralize(voice_of(context), named.get("count", 0), *forms)
    text = str(found) if found else str(left).rsplit(".", 1)[-1].replace("_", " ").strip().capitalize()
    return re.sub(r"\{\{\s*(\w{1,50})\s*\}\}", lambda name: str(named.get(name[1], "")), text)


def _json(left: Any) -> str:
    """In a page it is escaped like everything else: good for attributes, and a mail has no scripts."""
    return json.dumps(left, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=lambda value: None if is_absent(value) else str(value))


@string_filter
def _handle(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-")


@string_filter
def _code(text: str) -> str:
    """A gift card's code in groups of four."""
    return " ".join(re.findall(r".{1,4}", re.sub(r"\s", "", text)))


@string_filter
def _camel(text: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_\s]+", text))


@string_filter
def _url_escape(text: str) -> str:
    return quote(text, safe="/:?#[]@!$&'()*+,;=~-._%")


@string_filter
def _url_param_escape(text: str) -> str:
    return quote(text, safe="")


def _digest(name: str) -> Filter:
    return string_filter(lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest())


def _weight(left: Any, unit: Any = "kg") -> str:
    """Grams as kilograms, or in the unit named."""
    each = {"g": 1, "kg": 1000, "oz": 28.349523125, "lb": 453.59237}.get(str(unit), 1000)
    return f"{float(str(left)) / each:.2f}".rstrip("0").rstrip(".") + f" {unit if str(unit) in ('g', 'kg', 'oz', 'lb') else 'kg'}"


SHOPIFY: Mapping[str, Filter] = {
    "img_url": _img_url, "product_img_url": _img_url, "image_url": _image_url, "img_tag": _img_tag, "image_tag": _img_tag,
    "shopify_asset_url": _present(_shopify_asset), "cdn_asset_url": _present(_cdn_asset), "global_asset_url": _present(_cdn_asset),
    "payment_type_img_url": _present(_payment_icon), "payment_icon_png_url": _present(_payment_icon),
    "asset_url": _shops_own("assets"), "asset_img_url": _shops_own("assets"), "file_url": _shops_own("files"), "file_img_url": _shops_own("files"),
    "link_to": _link_to, "pluralize": spoken(_pluralize), "t": _told(_translated), "translate": _told(_translated), "json": _json,
    "handle": _handle, "handleize": _handle, "camelcase": _camel, "format_code": _code, "url_escape": _url_escape, "url_param_escape": _url_param_escape,
    "md5": _digest("md5"), "sha1": _digest("sha1"), "sha256": _digest("sha256"), "weight_with_unit": _present(_weight),
}  # fmt: skip
