"""What a mail carries to be measured by: links that lead through the desk and, where the buyer has said yes, a picture of one pixel (NTC-17).

Only the HTML part. A link goes through the desk under a signed name that carries its target, so no other target can be asked for, and an old mail
leads on for ever, whatever has been erased since. Not touched: addresses that are written out (words that say one place and lead to another look
like fraud, to mail programs and to people), ways out of advertising, and every link on a channel whose rules forbid outside links (CHN-7)."""

import re
from html import escape, unescape
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.core import signing

from todoke.notices.render import Rendered
from todoke.notices.suppression import opted_out
from todoke.rules.channel_rules import NO_MEASURING, rules_of
from todoke.rules.order import Order

CLICK, OPEN, COMPLAINT, CONVERTED = "click", "open", "complaint", "converted"  # what is recorded of a notice: the last, an order with its coupon
COUPON, REVIEW = "coupon", "review"  # and of what it offers: for how many days; by which of its links
CLICKS, OPENS = "c", "o"  # what a mail can be measured by, as the notice keeps it
NO_OUTSIDE = frozenset(("links", "outside_links", "markup"))  # checks of channel_rules that a link of the desk's, or a picture, would break
LONGEST = 1000  # characters of an address; longer ones lead straight there
LINK, PICTURE = "todoke.measured.link", "todoke.measured.picture"  # salts: a name for the one is none for the other
ANCHOR = re.compile(r"<a\s(?:[^<>]*?\s)?href=([\"'])(https?://[^\"'<>\s]+)\1[^<>]*>", re.IGNORECASE)
ADDRESS = re.compile(r"\s*(?:https?://|www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?\s*$)", re.IGNORECASE)
WAY_OUT = re.compile(r"unsubscri|opt-?out|配信(?:を)?停止|受け取らない|受け取りを(?:やめ|止め)|退订|取消订阅|отписа", re.IGNORECASE)


class Bearer(NamedTuple):
    """The mail in question. measure: the shop's setting; mail: the buyer's address."""

    shop: int
    notice: int
    channel: str
    measure: str
    order: Order
    mail: str


class Aim(NamedTuple):
    """What a link's name says: which link of which notice, and where it leads."""

    notice: int
    link: int
    target: str


# ── may it? ─────────────────────────────────────────────────────────────────────────────────────────
def may_measure(channel: str, measure: str) -> bool:
    """Has the shop switched it on, and do the channel's rules allow links of one's own?"""
    return "clicks" in measure.split(",") and channel not in NO_MEASURING and not any(rule.checks in NO_OUTSIDE for rule in rules_of(channel))


def may_measure_opens(of: Bearer) -> bool:
    """Only where this buyer has said yes, and has not taken it back, here or for the address as a whole (2002/58/EC 5(3), eu.no_hidden_pixel)."""
    _, refused = of.order.adverts
    return "opens" in of.measure.split(",") and not refused and not opted_out([(of.shop, of.mail)])


# ── what it carries ─────────────────────────────────────────────────────────────────────────────────
def carrying(rendered: Rendered, of: Bearer) -> tuple[Rendered, str]:
    """(the mail as it leaves, what it can be measured by: some of CLICKS and OPENS)."""
    if not may_measure(of.channel, of.measure):
        return rendered, ""
    html, links = through_the_desk(rendered.html, of.notice)
    marks = CLICKS if links else ""
    if may_measure_opens(of):
        html, marks = with_picture(html, of.notice), marks + OPENS
    return msgspec.structs.replace(rendered, html=html), marks


def through_the_desk(html: str, notice: int) -> tuple[str, int]:
    """(the page with its links signed, how many they are)."""
    count = 0

    def signed(found: re.Match[str]) -> str:
        nonlocal count
        target = unescape(found[2])
        if len(target) > LONGEST or not target.isprintable() or is_left_alone(target, words_after(html, found.end())):
            return found[0]
        count += 1
        begins, ends = found.start(2) - found.start(), found.end(2) - found.start()
        return found[0][:begins] + escape(link_for(Aim(notice, count, target))) + found[0][ends:]

    return ANCHOR.sub(signed, html), count


def words_after(html: str, at: int) -> str:
    """What a link says."""
    end = html.find("</a", at, at + 2000)
    return unescape(re.sub(r"<[^<>]*>", "", html[at : end if end >= 0 else at]))


def is_left_alone(target: str, words: str) -> bool:
    """An address written out, or a way out of advertising: the desk's own (orders/links.py), and what looks like one."""
    ours = target.startswith(f"{settings.PUBLIC_URL}/u/")
    return bool(ours or ADDRESS.match(words) or WAY_OUT.search(target) or WAY_OUT.search(words))


def link_for(aim: Aim) -> str:
    own = f"{settings.PUBLIC_URL}/"
    target = aim.target.removeprefix(settings.PUBLIC_URL) if aim.target.startswith(own) else aim.target
    return f"{own}r/{signing.Signer(salt=LINK).sign(packed(Aim(aim.notice, aim.link, target)))}"


def packed(aim: Aim) -> str:
    return signing.b64_encode(msgspec.json.encode(aim)).decode()


def with_picture(html: str, notice: int) -> str:
    address = f"{settings.PUBLIC_URL}/o/{signing.Signer(salt=PICTURE).sign(str(notice))}.gif"
    picture = f'<img src="{escape(address)}" alt="" width="1" height="1">'
    at = html.lower().rfind("</body>")
    return f"{html[:at]}{picture}{html[at:]}" if at >= 0 else html + picture


# ── reading a name back ─────────────────────────────────────────────────────────────────────────────
def aim_of(token: str) -> Aim | None:
    """What the desk itself has signed, and nothing else; the target whole."""
    try:
        found = msgspec.json.decode(signing.b64_decode(signing.Signer(salt=LINK).unsign(token).encode()), type=Aim)
    except (signing.BadSignature, ValueError, msgspec.MsgspecError):
        return None
    return found._replace(target=settings.PUBLIC_URL + found.target) if found.target.startswith("/") else found


def aim_in(address: str) -> Aim | None:
    """The same of a link as it stands in a page."""
    whole, road = unescape(address), f"{settings.PUBLIC_URL}/r/"
    return aim_of(whole.removeprefix(road)) if whole.startswith(road) else None


def notice_of(token: str) -> int | None:
    """The notice whose picture this is."""
    try:
        return int(signing.Signer(salt=PICTURE).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def unmeasured(html: str) -> str:
    """The page as somebody at the desk may look at it: without the picture, so that a look is no open."""
    return re.sub(rf'<img src="{re.escape(escape(settings.PUBLIC_URL))}/o/[^"]*\.gif" alt="" width="1" height="1">', "", html)
