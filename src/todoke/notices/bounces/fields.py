"""The fields of a report, as RFC 3464 (failures) and RFC 5965 (complaints) have them, also where a mail program wrote them into the text."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from todoke.notices.bounces.addresses import address_in

KNOWN = frozenset(
    (
        "reporting-mta",
        "received-from-mta",
        "arrival-date",
        "original-envelope-id",
        "dsn-gateway",
        "final-recipient",
        "original-recipient",
        "action",
        "status",
        "remote-mta",
        "diagnostic-code",
        "last-attempt-date",
        "final-log-id",
        "will-retry-until",
        "x-actual-recipient",
    )
)
FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)")
MORE = re.compile(r"[ \t]+\S|[245]\d\d[ -]")  # a line that goes on, also where somebody forgot to indent it
WHO = ("original-recipient", "final-recipient")
Fields = dict[str, str]


class Report(NamedTuple):
    """What a report says of one recipient. `kind`: of the diagnosis, smtp, x-unix … `status`: RFC 3463's, with its comment."""

    address: str
    action: str = ""
    status: str = ""
    kind: str = ""
    diagnosis: str = ""
    remote: str = ""
    reporting: str = ""
    category: str = ""


def reports(text: str) -> list[Report]:
    """One for each recipient that the text has fields for."""
    found, reporting = [], ""
    for fields in groups(text):
        reporting = fields.get("reporting-mta", "") or reporting
        if any(name in fields for name in WHO):
            found.append(report(fields, named(reporting)))
    return [one for one in found if one.address]


def report(fields: Fields, reporting: str) -> Report:
    kind, _, diagnosis = fields.get("diagnostic-code", "").partition(";")
    if not diagnosis or not re.fullmatch(r"[\w .-]{1,40}", kind.strip()):
        kind, diagnosis = "", fields.get("diagnostic-code", "")
    action = re.match(r"[a-z]*", fields.get("action", "").casefold())
    return Report(
        who(fields),
        action[0] if action else "",
        fields.get("status", ""),
        kind.strip().casefold(),
        diagnosis.strip(),
        named(fields.get("remote-mta", "")),
        reporting,
        fields.get("x-powermta-bouncecategory", "").casefold(),
    )


def who(fields: Fields) -> str:
    """The address that we wrote to: where the mail was forwarded, the last one is none of ours."""
    return next((address for name in (*WHO, "x-actual-recipient") if (address := recipient(fields.get(name, "")))), "")


def recipient(value: str) -> str:
    """`rfc822; neko@example.jp`; RFC 3461's `+40` for the @ where somebody wrote it so."""
    kind, _, rest = value.partition(";")
    if not rest:
        return address_in(value)
    if kind.strip().casefold() in ("x400", "x.400"):
        return ""
    return address_in(rest) or address_in(unquote(re.sub(r"\+([0-9A-F]{2})", r"%\1", rest)))


def named(value: str) -> str:
    """`dns; mx.example.jp (192.0.2.1)`"""
    return value.partition(";")[2].strip().casefold() or value.strip().casefold()


def groups(text: str) -> Iterator[Fields]:
    """Fields that belong together: until an empty line, or until a recipient is named anew."""
    fields: Fields = {}
    for name, value in pairs(text):
        if not name or (name in WHO and name in fields):
            yield fields
            fields = {}
        if name:
            fields.setdefault(name, value)
    yield fields


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Name and value, and an empty name where fields end."""
    name, value = "", ""
    for line in text.split("\n"):
        if found := FIELD.match(line):
            yield name, value
            name, value = found[1].casefold(), found[2].strip()
            continue
        if name and MORE.match(line):
            value += " " + line.strip()
        elif not line.strip():
            yield name, value
            yield "", ""
            name, value = "", ""
    yield name, value


def in_text(said: str) -> str:
    """From where the text goes over into such fields."""
    found = re.search(r"(?im)^[ \t>]{0,4}(?:reporting-mta|final-recipient|original-recipient)[ \t]*:", said)
    return re.sub(r"(?m)^[ \t>]{1,4}(?=[A-Z][\w-]+:)", "", said[found.start() :]) if found else ""


# ── complaints ──────────────────────────────────────────────────────────────────────────────────────
COMPLAINED = ("original-rcpt-to", "removal-recipient", "redacted-address", "x-hmxmroriginalrecipient")


def complaint(text: str) -> list[str]:
    """Who complained, as far as the report says so."""
    values = [(name, address_in(value)) for name, value in pairs(text) if name in COMPLAINED]
    return next((found for wanted in COMPLAINED if (found := [address for name, address in values if name == wanted and address])), [])


# ── Amazon SES by SNS: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html ─────────
SAID = {"Bounce": ("bounce", "bouncedRecipients"), "Complaint": ("complaint", "complainedRecipients"), "Delivery": ("delivery", "recipients")}


def notification(said: str) -> tuple[str, list[Report]]:
    """Its type, and its recipients; nothing for any other text."""
    start = said.find('{"notificationType"') if '{"notificationType"' in said else said.find('{"eventType"')
    try:
        told = json.JSONDecoder().raw_decode(said.replace("\n", ""), said.replace("\n", "").find(said[start : start + 12]))[0] if start >= 0 else {}
    except (ValueError, RecursionError):
        told = {}
    kind = told.get("notificationType") or told.get("eventType") or ""
    if not isinstance(kind, str) or kind not in SAID:
        return "", []
    about, people = SAID[kind]
    inner = told.get(about)
    rows = inner.get(people) if isinstance(inner, dict) else None
    return kind, [one for row in (rows if isinstance(rows, list) else []) if (one := notified(row, inner)).address]


def notified(row: Any, inner: Any) -> Report:
    if isinstance(row, str):
        return Report(address_in(row))
    said = {key: str(value) for key, value in row.items()} if isinstance(row, dict) else {}
    kind, _, diagnosis = said.get("diagnosticCode", "").partition(";")
    return Report(
        address_in(said.get("emailAddress", "")),
        said.get("action", ""),
        said.get("status", ""),
        kind.strip().casefold(),
        diagnosis.strip(),
        "",
        str(inner.get("reportingMTA", "")),
    )
