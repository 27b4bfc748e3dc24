"""todoke dry-run: what a changed journey or choice would have sent, order by order (CMD-13, LIF-14)."""

import hashlib
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.the_shop import the_shop
from todoke.desk.dry_run import Difference, DryRun
from todoke.desk.texts import texts_of
from todoke.due.clock import iso, now, parse_moment
from todoke.notices.catalogue import Catalogue
from todoke.rules.journey_file import Finding, read_journeys, report
from todoke.rules.policy import Policy
from todoke.rules.rehearsal import Said
from todoke.shops.choice_file import read_choices
from todoke.shops.choices import policy_of
from todoke.shops.models import Shop

CHANGES = ("added", "dropped", "delayed", "earlier", "changed")


class Command(Base):
    help = "What other journeys or choices would have told the recorded orders: added, dropped, delayed, earlier, changed. Nothing is written or sent."
    example = "todoke dry-run --journeys journeys.toml --since 2026-10-25"

    def arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--journeys", metavar="FILE", help="rows as docs/journeys.md shows them")
        what.add_argument("--policy", metavar="FILE", help="settings as `todoke shop` names them, and a table [deadlines], in TOML")
        parser.add_argument("--since", default="", metavar="DAY", help="orders placed on this day (of the shop's zone) or ISO moment, or later; else all")
        parser.add_argument("--shop", default="")

    def do(self, **options: Any) -> None:
        shop = the_shop(self, options["shop"])
        old = policy_of(shop)
        new = self.new_policy(shop, old, options["journeys"], options["policy"])
        run = DryRun(shop, old, new, self.since(options["since"], old), now())
        of = texts_of(shop)
        rows = (self.row_of(difference, of) for difference in run.differences())
        self.rows(rows, ("order", "kind", "change", "was", "becomes", "because"))
        self.sum_up(run)
        self.status = 1 if run.sums.brake else 0

    # ── what is asked ──
    def new_policy(self, shop: Shop, old: Policy, journeys: str | None, policy: str | None) -> Policy:
        path = journeys or policy or ""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.wrong(f"{path} cannot be read ({error})")
        if journeys:
            of = texts_of(shop)
            rows, findings = read_journeys(text, path, {kind: frozenset(of.locales(kind)) for kind in of.kinds()}, old.locales)
            new = msgspec.structs.replace(old, journeys=rows)
        else:
            new, findings = read_choices(text, path, shop)
        if findings:
            self.refuse(findings, path)
        return new

    def refuse(self, findings: tuple[Finding, ...], path: str) -> None:
        for finding in findings if self.json else ():
            self.line(finding._asdict())
        self.wrong(report(findings, path))

    def since(self, text: str, policy: Policy) -> int:
        if not text:
            return 0
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return self.moment(text)
        return int(datetime.combine(day, time(), policy.hours.zone).timestamp())

    def moment(self, text: str) -> int:
        try:
            return parse_moment(text, "--since")
        except ValueError as error:
            self.wrong(str(error))

    # ── what is told ──
    def row_of(self, difference: Difference, of: Catalogue) -> dict[str, Any]:
        order, change = difference.order, difference.change
        said = change.after or change.before
        assert said is not None
        row: dict[str, Any] = {
            "order": order.number or order.ref, "channel": order.connection.channel, "kind": said.kind, "variant": said.variant,
            "occasion": said.occasion, "locale": difference.locale, "change": change.change, "before": side(change.before, difference.locale, of),
            "after": side(change.after, difference.locale, of), "event": name_of(said), "event_at": iso(said.event_at), "row": said.row,
            "condition": difference.condition,
        }
        return row if self.json else {**row, "was": in_short(change.before), "becomes": in_short(change.after), "because": difference.condition}

    def sum_up(self, run: DryRun) -> None:
        sums = run.sums
        counts = {change: sums.changes[change] for change in CHANGES}
        if self.json:
            self.line({"summary": {"since": iso(run.since) if run.since else None, "until": iso(run.until), "orders": sums.orders,
                                   "notices_before": sums.notices_before, "notices_after": sums.notices_after, **counts,
                                   "suppressed": dict(sums.suppressed), "brake": sums.brake}})
            return
        self.say(f"{sums.orders} orders; {sums.notices_before} notices, with the file {sums.notices_after}: "
                 + ", ".join(f"{count} {change}" for change, count in counts.items()))
        if sums.brake:
            self.say("The send brake would have closed: too many mails about one order within an hour.")


def name_of(said: Said) -> str:
    kind = getattr(said.event, "kind", "") if type(said.event).__name__ == "Lapsed" else ""
    return f"{type(said.event).__name__}({kind})" if kind else type(said.event).__name__


def side(said: Said | None, locale: str, of: Catalogue) -> dict[str, Any] | None:
    """How it stands on one side. `hash`: of the wording that it would be written with."""
    if said is None:
        return None
    return {"row": said.row, "state": said.state, "reason": said.reason, "at": iso(said.at), "hash": wording(of, said.kind, locale, said.variant)}


@cache
def wording(of: Catalogue, kind: str, locale: str, variant: str) -> str:
    """A short digest of the text's source and the variant that is asked for; nothing where there is no text."""
    if locale not in of.locales(kind):
        return ""
    return hashlib.sha256(f"{of.text(kind, locale).source}\0{variant}".encode()).hexdigest()[:8]


def in_short(said: Said | None) -> str:
    return "" if said is None else f"{said.state} {iso(said.at)}" + (f" ({said.reason})" if said.reason else "")
