"""The transport that TODOKE_MAIL_URL names, one a process. A provider's modules are loaded only where one is named."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from todoke.notices.dkim import signer
from todoke.notices.transports.caught import Caught
from todoke.notices.transports.smtp import Smtp
from todoke.notices.transports.transport import Transport

HERE = "todoke.notices.transports"
PROVIDERS = ("brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal", "postmark", "resend", "scaleway", "sendgrid", "sparkpost",
             "unisender")  # through their APIs (providers.py); SES: ses.py
WAYS = {"sms": f"{HERE}.sms.Twilio", "line": f"{HERE}.line.Line"}
APART = {"ses": f"{HERE}.ses.Ses"} | dict.fromkeys(PROVIDERS, f"{HERE}.providers.Provider")


@lru_cache(maxsize=4)
def transport_for(url: str) -> Transport:
    if not url:
        return Caught()
    scheme = urlsplit(url).scheme
    if scheme in ("smtp", "smtps"):
        if settings.DKIM_KEY:
            signer(settings.DKIM_KEY, settings.DKIM_SELECTOR)  # one that cannot be read ends the start, not the first mail
        return Smtp(url)
    if scheme in APART:
        found: Transport = import_string(APART[scheme])(url)
        return found
    raise ImproperlyConfigured(f"TODOKE_MAIL_URL begins with {url.partition(':')[0]!r}. Write smtp://user:password@host:587, or KEY as in resend://KEY@ "
                               f"for one of ses, {', '.join(PROVIDERS)}; or leave it out: mails are caught.")


def transport() -> Transport:
    return transport_for(settings.MAIL_URL)


@lru_cache(maxsize=8)
def way_for(way: str, url: str) -> Transport | None:
    """sms or line; None where it is not offered."""
    found: Transport | None = import_string(WAYS[way])(url) if url else None
    return found


def other(way: str) -> Transport | None:
    return way_for(way, {"sms": settings.SMS_URL, "line": settings.LINE_URL}.get(way, ""))
