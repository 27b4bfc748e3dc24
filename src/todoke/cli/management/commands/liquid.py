"""todoke liquid: templates rendered as notices are (CMD-7). Pure: it needs no desk and writes nothing."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from liquid.exceptions import LiquidError

from todoke.cli.json_lines import Command as Base
from todoke.notices.filters import VOICE, voice_for
from todoke.notices.liquid import parse_alone, place, run
from todoke.notices.wording import Voice


class Given(msgspec.Struct):
    """A line as it comes in."""

    template: str
    id: Any = None
    data: dict[str, Any] | None = None
    partials: dict[str, str] | None = None
    autoescape: bool | None = True


class Reader:
    """Reads also what strict readers of JSON refuse (half a character, numbers beyond all numbers), so that the template that holds
    it gets its own answer."""

    def decode(self, text: bytes) -> Given:
        try:
            found = json.loads(text)
        except ValueError as error:
            raise msgspec.DecodeError(str(error)) from error
        return msgspec.convert(found, Given)


class Command(Base):
    help = (
        "Render templates as notices are rendered: the same language, filters and bounds, on data of your own. Names that the data does "
        "not have are empty. Money is in the smallest unit, in the currency of shop.currency, else US dollars."
    )
    example = (
        """echo '{"id":"1","template":"Hi {{ name | upcase }}, {{ 1250 | money }}","data":{"name":"Hana"}}' | todoke liquid --jsonl\n"""
        "  todoke liquid templates.jsonl --jsonl"
    )

    lines = '{"id","template","data","partials","autoescape"}'
    decoder = Reader()

    def tell(self, row: dict[str, Any]) -> None:
        self.say(row["output"]) if "output" in row else self.complain(f"{row['id']}: {row['error']}")

    def name_of(self, id: object) -> object:
        return whole(id)

    def answer(self, given: Given) -> dict[str, Any]:
        """A template's error is its answer."""
        return {"id": whole(given.id), **rendered(given)}


def rendered(given: Given) -> dict[str, str]:
    data = given.data or {}
    try:
        template = parse_alone(given.template, given.partials or {}, autoescape=given.autoescape is not False)
        return {"output": whole(run(template, {**data, VOICE: voice_of(data)}))}
    except LiquidError as error:
        return {"error": f"line {place(error)}: {whole(str(error.message))}"}


def voice_of(data: Mapping[str, Any]) -> Voice:
    """The shop's currency, zone and language where the data names them."""
    shop, order = (part if isinstance(part, dict) else {} for part in (data.get("shop"), data.get("order")))
    currency = order.get("currency") or shop.get("currency") or data.get("currency")
    return voice_for(currency, shop.get("zone") or shop.get("iana_timezone"), shop.get("locale"))


def whole(value: Any) -> Any:
    """Without halves of characters, which no text may hold."""
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value
