"""The transport that TODOKE_MAIL_URL names, one a process."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from todoke.notices.transports.caught import Caught
from todoke.notices.transports.smtp import Smtp
from todoke.notices.transports.transport import Transport


@lru_cache(maxsize=4)
def transport_for(url: str) -> Transport:
    if not url:
        return Caught()
    if url.startswith(("smtp://", "smtps://")):
        return Smtp(url)
    raise ImproperlyConfigured(
        f"TODOKE_MAIL_URL begins with {url.partition(':')[0]!r}. Write smtp://user:password@host:587, or leave it out: mails are caught.")


def transport() -> Transport:
    return transport_for(settings.MAIL_URL)
