"""From a rendered body to the text part and the page: both are made of the same words, so both say the same.

Blank lines part paragraphs, `## ` begins a heading, an address alone on its line is a link, and what stands between
`{% show KIND %}` and `{% endshow %}` becomes a table, a box or a button. The layout is MJML, compiled once per brand (NTC-7)."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import mrml
import msgspec
from liquid.template import BoundTemplate

from todoke.notices.liquid import END, SHOW, escape, parse, run
from todoke.notices.unbroken import unbroken

LAYOUT = Path(__file__).parent / "layout.mjml.liquid"
Part = dict[str, str]


class Brand(msgspec.Struct, frozen=True):
    """How a shop's mails look: colours as #rrggbb, the logo as an https address (280 pixels wide for 140). Raises ValueError."""

    accent: str = "#165e83"
    accent_dark: str = "#8dc3e2"
    logo: str = ""

    def __post_init__(self) -> None:
        for colour in (self.accent, self.accent_dark):
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
                raise ValueError(f"{colour!r} is no colour: write #rrggbb")
        if self.logo and not re.fullmatch(r"https://[^\s\"'<>{}]+", self.logo):
            raise ValueError(f"{self.logo!r} is no https address of a picture")


_GLUE = "\x01"  # stands where no blank line parts two pieces
_GLUED = f"\n\n{_GLUE}\n\n"
_SHOWN = re.compile(f"{SHOW}(\\w+)\\|([^{SHOW}]*){SHOW}(.*?){END}", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_NOISE = re.compile(r"[\x00\x01\x04-\x08\x0b-\x1f\x7f]|[ 　\t]+$", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")
_ALONE = re.compile(r"https?://\S+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BULLETS = ("・", "- ", "· ", "• ", "— ")
_HEADS = {"ja": "■ {}", "zh-Hans": "【{}】"}
_AMOUNT = {"ja": "、計", "en": " = ", "zh-Hans": "，共", "ru": " = "}
_JAPANESE = "-apple-system,'Hiragino Sans','Noto Sans JP','Noto Sans CJK JP','Yu Gothic',Meiryo,'Helvetica Neue',Arial,sans-serif"
_FONTS = {  # a Japanese face writes Chinese with other strokes, and Cyrillic as wide as kanji
    "zh-Hans": "-apple-system,'PingFang SC','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei','Helvetica Neue',Arial,sans-serif",
    "ru": "-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif",
}
MOST_PICTURES = 30  # things in one list that are shown with their pictures
MOST_IN_ONE_LINE = 12  # characters of an amount that are kept together: 1,234,800円; not 12.800クウェート ディナール


class Shown(NamedTuple):
    """What a maker may need besides the words: a button's label, the locale, where the pictures of the things are."""

    label: str
    locale: str
    pictures: Mapping[str, str]


def compose(body: str, locale: str, pictures: Mapping[str, str]) -> tuple[str, list[Part]]:
    """(the text part, the parts of the page) of a rendered body."""
    body, head = _clean(body), _HEADS.get(locale, "{}")
    text: list[str] = []
    parts: list[Part] = []
    at = 0
    for shown in _SHOWN.finditer(body):
        _prose(body[at : shown.start()], head, text, parts)
        inner = shown[3].strip("\n")
        if inner:
            text += [] if body[: shown.start()].endswith(("\n\n", f"{END}\n")) else [_GLUE]
            text += [inner] if body.startswith("\n", shown.end()) else [inner, _GLUE]
            parts += _MAKERS[shown[1]](inner, Shown(shown[2], locale, pictures))
        at = shown.end()
    _prose(body[at:], head, text, parts)
    return CONTROL.sub("", "\n\n".join(text).replace(_GLUED, "\n")).strip("\n") + "\n", parts


def _clean(body: str) -> str:
    """Without trailing blanks and control characters (but for the marks of `show`), never two blank lines together."""
    return _BLANKS.sub("\n\n", _NOISE.sub("", body))


def _prose(raw: str, head: str, text: list[str], parts: list[Part]) -> None:
    for paragraph in raw.split("\n\n"):
        paragraph = paragraph.strip("\n")
        if not paragraph:
            continue
        if paragraph.startswith("## "):
            title, line, paragraph = paragraph[3:].partition("\n")
            parts.append({"kind": "h", "html": escape(title)})
            text.append(head.format(title) + line + paragraph)
        else:
            text.append(paragraph)
        if paragraph:
            parts.append({"kind": "p", "html": _lines_html(paragraph)})


def _lines_html(paragraph: str) -> str:
    """Lines as they stand; an address goes into the words before it, and the lines of a list hang behind their bullets."""
    lines = paragraph.split("\n")
    if len(lines) > 1 and all(line.startswith(_BULLETS) for line in lines):
        return "".join(_hanging(line) for line in lines)
    html: list[str] = []
    for line, before in zip(lines, ["", *lines], strict=False):
        if before and _ALONE.fullmatch(line) and not _ALONE.fullmatch(before) and "@" not in before:
            html[-1] = _led(before, line)
        else:
            html.append(unbroken(_linked(line)))
    return "<br>".join(html)


def _hanging(line: str) -> str:
    indent = "1em" if line.startswith("・") else ".75em"
    return f'<div style="margin-left:{indent};text-indent:-{indent}">{unbroken(_linked(line))}</div>'


_LEAD = re.compile(r"(.*(?:[。！？]|[.!?] ))?(.+?)([：:。]?)", re.DOTALL)


def _led(lead: str, url: str) -> str:
    """The last sentence before an address is the link: on a page nobody wants to read an address."""
    found = _LEAD.fullmatch(lead.strip(" 　"))
    before, words, end = found.groups("") if found else ("", url, "")
    link = f'<a href="{escape(url)}">{unbroken(escape(words))}</a>'
    return f"{unbroken(escape(before))}{link}{end if end == '。' else ''}"


def _linked(line: str) -> str:
    line = line.strip(" 　")
    if _ALONE.fullmatch(line):
        return f'<a href="{escape(line)}" style="word-break:break-all">{escape(line)}</a>'
    return _MAIL.sub(lambda mail: f'<a href="mailto:{mail[0]}">{mail[0]}</a>', escape(line)) if "@" in line else escape(line)


def pictures_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """Where the picture of each thing is; only https, as mail programs show nothing else."""
    item = facts.get("item")
    things = [*((facts.get("order") or {}).get("lines") or ()), *(facts.get("alternatives") or ()), *([item] if item else [])]
    return {thing["title"]: thing["image"] for thing in things if str(thing.get("image") or "").startswith("https://")}


# ---- shown parts: each maker gives the parts of the page for what stands in a `show`


def _rows(inner: str) -> Iterator[tuple[str, str]]:
    """(label, value as HTML) of lines `label：value`; an indented line goes on with the value before it, and an address goes
    into the words before it where they have no label."""
    label, value, rest = "", "", ""
    for line in inner.split("\n"):
        if line[:1] in (" ", "　") and value:
            value += "<br>" + escape(line.strip(" 　"))
            continue
        if _ALONE.fullmatch(line) and value and not label and not _ALONE.match(rest):
            value = _led(rest, line)
            continue
        if value:
            yield label, value
        label, rest = _labelled(line)
        value = unbroken(_linked(rest))
    if value:
        yield label, value


def _labelled(line: str) -> tuple[str, str]:
    """(label as HTML, the rest); no label before an address or where no colon stands."""
    found = None if _ALONE.match(line) else re.match(r"([^：:]{1,40})(?:：|: )(.+)", line)
    return (escape(found[1]), found[2]) if found else ("", line)


def _soft(html: str, size: int = 14) -> str:
    return f'<span class="soft" style="font-size:{size}px;font-weight:400;color:#53504a">{html}</span>'


def _cell(html: str, style: str, *, right: bool = False, width: str = "", span: int = 1, valign: str = "top") -> str:
    marks = ' align="right"' * right + f' width="{width}"' * bool(width) + f' colspan="{span}"' * (span > 1)
    return f'<td{marks} valign="{valign}" style="{style}">{html}</td>'


def _dates(inner: str, shown: "Shown") -> list[Part]:
    rows = [f'{_soft(name)}<br><b style="font-weight:600">{value}</b>' if name else value for name, value in _rows(inner)]
    return [{"kind": "dates", "html": "<br>".join(rows)}]


def _totals(inner: str, shown: "Shown") -> list[Part]:
    rows = list(_rows(inner))
    html = [f"<tr>{_cell(name, 'padding:2px 0')}{_cell(value, 'padding:2px 0', right=True)}</tr>" for name, value in rows[:-1]]
    for name, value in rows[-1:]:
        label = _cell(name, "padding:6px 0 0;font-size:16px;font-weight:600")
        html.append(f"<tr>{label}{_cell(_remark(value), 'padding:6px 0 0;font-size:18px;font-weight:600', right=True)}</tr>")
    return [{"kind": "totals", "html": "".join(html)}]


def _remark(value: str) -> str:
    """The grand total large, and what stands beside it (the tax in it) small below."""
    found = re.fullmatch(r"(.*?)(?:, |，)?(（.*）|(?<=, ).*|(?<=，).*)", value)
    return f"{found[1]}<br>{_soft(found[2], 13)}" if found else value


_LINE = "border-top:1px solid #cbc7be"


def _box(inner: str, shown: "Shown") -> list[Part]:
    return [{"kind": "rows", "html": "".join(_box_row(name, value) for name, value in _rows(inner))}]


def _box_row(name: str, value: str) -> str:
    style = f"padding:7px 0;{_LINE};word-break:break-word"
    if not name:
        return f'<tr class="ln">{_cell(value, style, span=2)}</tr>'
    label = _cell(_soft(name), f"padding:7px 12px 7px 0;{_LINE}", width="36%")
    return f'<tr class="ln">{label}{_cell(value, style)}</tr>'


def _parcel(inner: str, shown: "Shown") -> list[Part]:
    """A box in which the parcel's number is the link; the line that introduces the address becomes a link too."""
    lines = inner.split("\n")
    url = next((at for at, line in enumerate(lines) if _ALONE.fullmatch(line)), 0)
    if url < 2:
        return _box(inner, shown)
    href, (name, number) = escape(lines[url]), _labelled(lines[url - 2])
    rows = [_box_row(*row) for row in _rows("\n".join(lines[: url - 2]))]
    lead = escape(lines[url - 1].rstrip(":：。"))
    link = f'<a href="{href}" style="font-weight:600">{escape(number)}</a><br><a href="{href}" style="font-size:14px">{lead}</a>'
    rows += [_box_row(name, link), *(_box_row(*row) for row in _rows("\n".join(lines[url + 1 :])))]
    return [{"kind": "rows", "html": "".join(rows)}]


def _goods(inner: str, shown: "Shown") -> list[Part]:
    """A row for each thing: its picture, its name with what it costs, and the amount on the right."""
    items: list[list[str]] = []
    for line in inner.split("\n"):
        if line.startswith(_BULLETS) or not items:
            items.append([line.lstrip("・-·•— "), ""])
        elif line:
            items[-1][1] += line.strip(" 　")
    pictures = shown.pictures if len(items) <= MOST_PICTURES else {}
    sign = _AMOUNT.get(shown.locale, " = ")
    html = [_thing(title, detail, sign, _picture(title, pictures)) for title, detail in items if title]
    return [{"kind": "lines", "html": "".join(html)}]


# How many there are, behind the name of a thing without a price: 飯碗　2点 · Rice bowl, quantity 2 · 饭碗，2件 · Пиала, 2 шт.
_COUNTED = re.compile(r"(.+?)(?:　|, |，)(\d[\d,]*[点件]|quantity \d[\d,]*|\d[\d,\s]*шт\.)")


def _thing(title: str, detail: str, sign: str, picture: str) -> str:
    each, _, amount = detail.partition(sign)
    if not detail and picture and (counted := _COUNTED.fullmatch(title)):
        title, amount = counted.groups()
    style = f"padding:10px 0;{_LINE}"
    image = _cell(picture, style, width="72") if picture else ""
    valign = "middle" if picture else "top"
    name = _cell(unbroken(escape(title)) + (f"<br>{_soft(escape(each))}" if each else ""), style, valign=valign)
    whole = ";white-space:nowrap" if len(amount) <= MOST_IN_ONE_LINE else ""
    right = _cell(escape(amount), f"{style};padding-left:12px{whole}", right=True, valign=valign) if amount else ""
    return f'<tr class="ln">{image}{name}{right}</tr>'


def _picture(title: str, pictures: Mapping[str, str]) -> str:
    found = max((name for name in pictures if title.startswith(name)), key=len, default="")
    if not found:
        return ""
    size = 'width="56" height="56" style="display:block;border:0;width:56px;height:56px"'
    return f'<img src="{escape(pictures[found])}" alt="{escape(found)}" {size}>'


def _address(inner: str, shown: "Shown") -> list[Part]:
    return [{"kind": "address", "html": _lines_html(inner)}]


def _contact(inner: str, shown: "Shown") -> list[Part]:
    return [{"kind": "contact", "html": _lines_html(inner)}]


def _button(inner: str, shown: "Shown") -> list[Part]:
    """The words before the address as a paragraph, the address as a button; without an address only the words."""
    lines = inner.split("\n")
    url = next((line for line in lines if _ALONE.fullmatch(line)), "")
    words = [escape(line) for line in lines if line != url]
    parts: list[Part] = [{"kind": "p", "html": "<br>".join(words)}] if words else []
    return [*parts, {"kind": "button", "url": escape(url), "html": escape(shown.label or url)}] if url else parts


KINDS_OF_PART = ("p", "h", "dates", "lines", "totals", "rows", "address", "button", "contact")
_MAKERS: Mapping[str, Callable[[str, "Shown"], list[Part]]] = {
    "dates": _dates,
    "lines": _goods,
    "totals": _totals,
    "parcel": _parcel,
    "pay": _box,
    "address": _address,
    "button": _button,
    "contact": _contact,
}


# ---- the page


class Head(NamedTuple):
    """What stands around the parts of a page."""

    locale: str
    shop: str
    subject: str
    preheader: str


class _Layout(NamedTuple):
    """The layout of one brand, ready to be filled: texts and, at every second place, the name of what comes there."""

    frame: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]


def page(head: Head, parts: list[Part], brand: Brand) -> str:
    """The whole HTML of a notice."""
    layout = _layout(brand, _FONTS.get(head.locale, _JAPANESE))
    body = "".join(_filled(layout.parts[part["kind"]], part) for part in parts)
    told = {"lang": head.locale, "shop": head.shop, "subject": head.subject, "preheader": head.preheader}
    heading = phrased(escape(matter(head.subject)))
    return _filled(layout.frame, {**{name: escape(text) for name, text in told.items()}, "heading": heading, "body": body})


def _filled(pieces: tuple[str, ...], told: Mapping[str, str]) -> str:
    return "".join(told[piece] if at % 2 else piece for at, piece in enumerate(pieces))


def matter(subject: str) -> str:
    """The matter of a subject, without the shop before it: 【店】用件（番号） gives 用件; `Shop: matter` gives Matter."""
    ja = re.fullmatch(r"【[^】]*】(.*?)(?:（[^（）]*）)?", subject)
    if ja:
        return ja[1]
    rest = subject.partition(": ")[2] or subject
    return rest[:1].upper() + rest[1:]


_PHRASES = re.compile(r"(.*，|.*(?:を|は|(?<!いか)が|の(?!こと)|た(?=品)))(.{2,})")


def phrased(heading: str) -> str:
    """A Japanese heading that does not fit in one line breaks behind a particle: ご注文の取り消しを / 承りました; a Chinese one behind its comma.
    Mail programs know no other way."""
    parts = _PHRASES.fullmatch(heading) if len(heading) > 12 else None
    return "".join(f'<span style="display:inline-block">{part}</span>' for part in parts.groups()) if parts else heading


_TOKEN = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_PLACE, _EDGE = "\x05", "\x04"  # around the name of what comes; around the parts


@lru_cache(maxsize=64)
def _layout(brand: Brand, fonts: str) -> _Layout:
    """Run the layout's Liquid once, with names in place of what a notice brings: for every mail the rest is joining texts."""
    template = _compiled(brand, fonts)
    names = ("lang", "shop", "subject", "preheader", "heading")
    told = {"brand": {"logo": brand.logo or None}, "edge": _EDGE, "gap": _GAP, **{name: f"{_PLACE}{name}{_PLACE}" for name in names}}
    part = {name: f"{_PLACE}{name}{_PLACE}" for name in ("html", "url")}
    parts = {kind: run(template, {**told, "parts": [{**part, "kind": kind}]}).split(_EDGE)[1] for kind in KINDS_OF_PART}
    before, _, after = run(template, {**told, "parts": []}).split(_EDGE)
    frame = f"{before}{_PLACE}body{_PLACE}{after}"
    return _Layout(tuple(frame.split(_PLACE)), {kind: tuple(html.split(_PLACE)) for kind, html in parts.items()})


_GAP = "&#847;&zwnj;&nbsp;" * 60  # behind the preheader, else the list of mails goes on with the shop's name and the heading
_OPTIONS = mrml.RenderOptions(fonts={})  # else every reader of a mail that names Roboto would be told to Google


def _compiled(brand: Brand, fonts: str) -> BoundTemplate:
    """The layout as HTML with Liquid. mrml would choke on a tag's signs, so every tag goes through it under another name."""
    source = LAYOUT.read_text(encoding="utf-8").replace("{{ fonts }}", fonts)
    for name in ("accent", "accent_dark", "logo"):
        source = source.replace(f"{{{{ brand.{name} }}}}", escape(getattr(brand, name)))
    tokens: list[str] = []

    def hide(token: re.Match[str]) -> str:
        tokens.append(token[0])
        return f"liq{len(tokens) - 1}x"

    page = str(mrml.to_html(_TOKEN.sub(hide, source), render_options=_OPTIONS).content)
    return parse(re.sub(r"liq(\d+)x", lambda name: tokens[int(name[1])], page), LAYOUT.name)
