"""What receivers look up about the domain that a shop's mails come from: SPF, DKIM, DMARC (NTC-14).

Sources: RFC 7208 (SPF: one record, ten look-ups), RFC 6376 (DKIM: a key under SELECTOR._domainkey), RFC 7489 (DMARC: at _dmarc, else at the
organisation's domain); Gmail, Yahoo and Outlook ask all three of whoever sends much (their sender guidelines of 2024 and 2025)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import dns.exception
import dns.resolver

OK, LOOK, WRONG, NOT_CHECKED = "ok", "look", "wrong", "not checked"
SECONDS = 3.0  # for one question
MOST_LOOKUPS = 10  # RFC 7208 4.6.4
LOOKUPS = ("include:", "a", "mx", "ptr", "exists:", "redirect=")
# Where the usual providers put their keys. A shop that sends by another says its selector: TODOKE_DKIM_SELECTOR.
SELECTORS = ("default", "dkim", "mail", "google", "selector1", "selector2", "s1", "s2", "k1", "k2", "pm", "resend", "mx", "smtp", "sendgrid", "mailgun",
             "brevo")

Ask = Callable[[str], list[str]]


class Said(NamedTuple):
    state: str
    message: str
    mend: str = ""


class Silent(Exception):
    """No name server answered: nothing is known, and nothing is guessed."""


def texts(resolver: dns.resolver.Resolver, name: str) -> list[str]:
    """The TXT records of a name, each in one piece; none where there are none. Raises Silent."""
    try:
        return [b"".join(record.strings).decode("utf-8", "replace") for record in resolver.resolve(name, "TXT", lifetime=SECONDS)]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise Silent(f"{type(error).__name__} for {name}") from None


def system() -> dns.resolver.Resolver:
    """As this machine asks. Raises Silent where it names no server."""
    try:
        return dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError) as error:
        raise Silent(str(error)) from None


def looked_up(domain: str, selector: str = "", resolver: dns.resolver.Resolver | None = None, public: str = "") -> Iterator[Said]:
    """One word about each of the three. `public`: of the key that the desk itself signs with, as `p=` has it."""
    try:
        server = resolver or system()
        ask: Ask = lambda name: texts(server, name)  # noqa: E731
        yield spf(domain, ask(domain))
        yield dkim(domain, (selector,) if selector else SELECTORS, ask, public)
        yield dmarc(domain, ask)
    except Silent as error:
        yield Said(NOT_CHECKED, f"SPF, DKIM and DMARC of {domain}: no name server answered ({error})", f"dig +short TXT {domain} _dmarc.{domain}")


def spf(domain: str, records: list[str]) -> Said:
    found = [text for text in records if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return Said(WRONG, f"SPF: {domain} does not say who may send for it", f'Add a TXT record to {domain}: "v=spf1 include:YOUR-PROVIDER ~all"')
    if len(found) > 1:
        return Said(WRONG, f"SPF: {domain} has {len(found)} records, and receivers then heed none (RFC 7208 3.2)", "Join them into one.")
    words = found[0].lower().split()[1:]
    if any(word in ("all", "+all") for word in words):
        return Said(WRONG, f"SPF: {domain} lets everybody send for it (+all)", "End it with ~all or -all.")
    if sum(word.lstrip("+-~?").startswith(LOOKUPS) and word.lstrip("+-~?") != "all" for word in words) > MOST_LOOKUPS:
        return Said(WRONG, f"SPF: {domain} asks for more than {MOST_LOOKUPS} look-ups", "Take out senders that you no longer use.")
    if not any(word.endswith("all") or word.startswith("redirect=") for word in words):
        return Said(LOOK, f"SPF: {domain} does not say what holds for everybody else", "End it with ~all or -all.")
    return Said(OK, f"SPF: {found[0]}")


def dkim(domain: str, selectors: tuple[str, ...], ask: Ask, public: str = "") -> Said:
    for selector in selectors:
        for text in ask(f"{selector}._domainkey.{domain}"):
            fields = tags(text)
            if "p" in fields and fields.get("v", "DKIM1") == "DKIM1":
                if public and fields["p"] not in ("", public):
                    return Said(WRONG, f"DKIM: the key under {selector} of {domain} is not the one that signs (TODOKE_DKIM_KEY)",
                                mend_of(selector, domain, public))
                return (Said(OK, f"DKIM: a key under {selector}") if fields["p"] else
                        Said(WRONG, f"DKIM: the key under {selector} of {domain} was withdrawn (p is empty)", "Ask your mail provider for the present one."))
    if public:
        return Said(WRONG, f"DKIM: {domain} has no key under {selectors[0]}, so no signature of the desk's can be checked",
                    mend_of(selectors[0], domain, public))
    if len(selectors) == 1:
        return Said(WRONG, f"DKIM: {domain} has no key under {selectors[0]}", "Add the record that your mail provider shows.")
    return Said(LOOK, f"DKIM: {domain} has no key under the usual names",
                "If your provider uses another selector, say which: TODOKE_DKIM_SELECTOR. Else add its record.")


def mend_of(selector: str, domain: str, public: str) -> str:
    return f'Add a TXT record to {selector}._domainkey.{domain}: "v=DKIM1; k=rsa; p={public}"'


def dmarc(domain: str, ask: Ask) -> Said:
    """At the domain itself, else at the one above it."""
    labels = domain.split(".")
    places = [domain, *([".".join(labels[-(len(labels) - 1):])] if len(labels) > 2 else [])]
    for place in places:
        for text in ask(f"_dmarc.{place}"):
            fields = tags(text)
            if fields.get("v") == "DMARC1":
                policy = fields.get("sp", fields.get("p", "")) if place != domain else fields.get("p", "")
                if policy not in ("none", "quarantine", "reject"):
                    return Said(WRONG, f"DMARC: {place} has no policy that can be read ({policy or 'p is missing'})", "Write p=none, p=quarantine or p=reject.")
                return Said(OK if policy != "none" else LOOK, f"DMARC: {place} says p={policy}",
                            "" if policy != "none" else "When its reports show that all of your mails pass, p=quarantine keeps forgers out.")
    return Said(WRONG, f"DMARC: {domain} has none, and Gmail, Yahoo and Outlook ask for one",
                f'Add a TXT record to _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:you@{domain}"')


def tags(text: str) -> dict[str, str]:
    """`v=DKIM1; k=rsa; p=…` as a mapping; blanks do not count."""
    parts = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, found, value in parts if found}
