"""All settings of the server, from the environment. Works with nothing set; fails at start with the setting's name and the mend.

What a shop chooses is not here: that is its policy (`todoke shop`)."""

import os
import secrets
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def whole_number(name: str, unset: int) -> int:
    """Not below one: of what is kept for no day at all nothing would be left."""
    text = os.environ.get(name, "") or str(unset)
    if not text.isdecimal() or len(text) > 6 or int(text) < 1:
        raise ImproperlyConfigured(f"{name} is {text!r}. Write a whole number above 0, such as {unset}.")
    return int(text)


def address(name: str, example: str, schemes: tuple[str, ...] = ()) -> str:
    """As it was written; it may hold a password, so that no error repeats it."""
    text = os.environ.get(name, "")
    if text and not is_address(text, schemes):
        raise ImproperlyConfigured(f"{name} is no address that can be used. Write it like {example}.")
    return text


def is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return "://" in text and (not schemes or parts.scheme in schemes) and parts.port != 0
    except ValueError:  # a port that is none, a bracket that is not closed
        return False


def made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"TODOKE_DATA is {str(folder)!r}, which cannot be made ({error.strerror}). Name a folder that you may write to.") from None
    return folder


ENV = os.environ.get("TODOKE_ENV", "development")
PRODUCTION = ENV == "production"
if ENV not in ("development", "production"):
    raise ImproperlyConfigured(f"TODOKE_ENV is {ENV!r}. Set it to production, or leave it out.")

DATA = Path(os.environ.get("TODOKE_DATA", "") or "./data")
HERE = Path(__file__).parent
NOW = os.environ.get("TODOKE_NOW", "")  # freezes the business clock of one command; read by due/clock.py
if NOW and PRODUCTION:
    raise ImproperlyConfigured("TODOKE_NOW turns the clock, which production must not do. Unset it.")
MAIL_URL = address("TODOKE_MAIL_URL", "smtp://user:password@mail.example.com:587")
MAIL_SECRET = os.environ.get("TODOKE_MAIL_SECRET", "")  # a mail provider's reports prove themselves by it
SMS_URL = address("TODOKE_SMS_URL", "twilio://SID:TOKEN@+815012345678", ("twilio",))
LINE_URL = address("TODOKE_LINE_URL", "line://CHANNEL-ACCESS-TOKEN@", ("line",))
DKIM_KEY = os.environ.get("TODOKE_DKIM_KEY", "")
DKIM_SELECTOR = os.environ.get("TODOKE_DKIM_SELECTOR", "")  # where the public key stands in DNS
if DKIM_KEY and not (DKIM_SELECTOR and Path(DKIM_KEY).is_file()):
    raise ImproperlyConfigured(f"TODOKE_DKIM_KEY is {DKIM_KEY!r}. It must name a file, and TODOKE_DKIM_SELECTOR the place of its public half in DNS.")
INSIDE = [one.strip().lower() for one in os.environ.get("TODOKE_INSIDE", "").split(",") if one.strip()]  # asked although they are no public addresses
PUBLIC_URL = os.environ.get("TODOKE_URL", "http://127.0.0.1:8000").rstrip("/")
KEEP_BODIES_DAYS = whole_number("TODOKE_KEEP_BODIES_DAYS", 90)  # raw deliveries older than this are emptied by the worker
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TODOKE_HOSTS", "*" if not PRODUCTION else "").split(",")
if PRODUCTION and ALLOWED_HOSTS == [""]:
    raise ImproperlyConfigured("TODOKE_HOSTS is empty. Set it to the desk's host names, separated by commas.")


def secret_key() -> str:
    """The environment's; outside production one is made once in the data folder, so that every command shares it."""
    if key := os.environ.get("TODOKE_SECRET_KEY", ""):
        if PRODUCTION and len(key) < 32:
            raise ImproperlyConfigured("TODOKE_SECRET_KEY is shorter than 32 characters. Make one: openssl rand -base64 48")
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("TODOKE_SECRET_KEY is not set. Make one: openssl rand -base64 48")
    place = made(DATA) / "secret_key"
    try:
        with open(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    for _ in range(100):
        if key := place.read_text().strip():
            return key
    raise ImproperlyConfigured(f"{place} is empty. Delete it; a new one is made at the next start.")


def database(url: str) -> dict[str, object]:
    """`postgres://user:password@host:port/name?option=value`, or nothing: SQLite in the data folder."""
    if not url:
        return sqlite()
    parts = urlsplit(address("DATABASE_URL", "postgres://user:password@host:5432/name") and url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL begins with {parts.scheme!r}. It must be postgres://user:password@host/name, or unset for SQLite.")
    return postgresql(parts)


def sqlite() -> dict[str, object]:
    return {
        "ENGINE": "todoke.due.sqlite",
        "NAME": made(DATA) / "todoke.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits at the start of its transaction, not in the middle of it
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-20000;",
        },
    }


def postgresql(parts: SplitResult) -> dict[str, object]:
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def log_level() -> str:
    level = os.environ.get("TODOKE_LOG", "") or "WARNING"
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        raise ImproperlyConfigured(f"TODOKE_LOG is {level!r}. It must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    return level


SECRET_KEY = secret_key()
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "todoke.shops",
    "todoke.orders",
    "todoke.stock",
    "todoke.notices",
    "todoke.cases",
    "todoke.desk",
    "todoke.console",
    "todoke.buyer",
    "todoke.cli",
]
MIDDLEWARE = [
    "todoke.api.first.MachinesFirst",
    "todoke.api.visitors.Visitors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "todoke.console.policy.ContentPolicy",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                                       "todoke.console.context.everywhere"]},
}]
ROOT_URLCONF = "todoke.urls"
WSGI_APPLICATION = "todoke.wsgi.application"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "/sign-in", "/", "/sign-in"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LANGUAGE_CODE, USE_I18N, USE_TZ, TIME_ZONE = "ja", True, True, "UTC"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["todoke.console.taking_files.Bounded", "django.core.files.uploadhandler.MemoryFileUploadHandler",
                        "django.core.files.uploadhandler.TemporaryFileUploadHandler"]
# limits on guessing are counted here: three hundred names, Django's own limit, would make it forget the first one
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}}
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "todoke.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": log_level()},
}
