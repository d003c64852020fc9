"""Reads the process environment once, for `portal.settings`.

Every variable is declared here with its meaning, so that the table in docs/running.md is generated
and cannot drift. Nothing else in the project reads `os.environ`.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import environ

from portal import mail_settings, news_settings

BASE_DIR = Path(__file__).resolve().parent.parent

EMBEDDED, PRODUCTION, TEST = "embedded", "production", "test"
SERVED_AT = "served-at"
"""The file under `var/` in which `serve` keeps the address of the portal, for every other command."""
STARTS_WITH = "-c pgtrigger.ignore={} -c join_collapse_limit=12 -c from_collapse_limit=12"
"""What each connection to PostgreSQL sets as it starts.

Every trigger reads the first. Where it is unset each call ends in an error that is caught, and PostgreSQL goes through
all that waits for the end of the transaction: the time grows with the square of the rows. The others let the planner
order more joins than eight; a list of threads would read all posts for a page.
"""


@dataclass(frozen=True)
class Variable:
    """One environment variable: what it is for, its default, and whether production needs it."""

    name: str
    help: str
    default: str = ""
    required_in_production: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("PORTAL_MODE", "`embedded` (own services under `var/`), `production` or `test`.", EMBEDDED),
    Variable(
        "DATABASE_URL",
        "PostgreSQL, `postgres://user:password@host:5432/name`. Replaces the embedded server.",
        required_in_production=True,
    ),
    Variable(
        "REDIS_URL",
        "Redis, `redis://:password@host:6379`. Databases 0 to 2 are used. Replaces the embedded server.",
        required_in_production=True,
    ),
    Variable(
        "EMAIL_URL",
        "The mail server: `smtp+tls://user:password@host:587` (STARTTLS), `smtps://user:password@host:465` (TLS from the start) or `smtp://host:25` (neither); what is special in user or password is percent-encoded, and `?timeout=10` sets how many seconds it may take. Embedded: the local mailbox at `/mailbox/`. Needed in production without `MAIL_PROVIDER`.",
    ),
    Variable(
        "MAIL_PROVIDER",
        "A provider instead of `EMAIL_URL`, by the name of its backend in django-anymail: `postmark`, `mailgun`, `amazon_ses`, `brevo` and others. It tells of letters that come back at `/mail/events/<provider>/`.",
    ),
    Variable(
        "MAIL_PROVIDER_SETTINGS",
        'The provider\'s keys as a JSON object, named as in django-anymail: `{"POSTMARK_SERVER_TOKEN": "..."}`.',
    ),
    Variable(
        "MAIL_WEBHOOK_SECRET",
        "`user:password` with which the provider calls `/mail/events/<provider>/`. Not needed where it signs its calls and the key for that is among its settings; without either the address is not there.",
    ),
    Variable(
        "MAIL_RETURN_ADDRESS",
        "Where letters come back to when they cannot be delivered, `bounces@example.org`. Each leaves with an address of its own, `bounces+<token>@example.org`, which has to end in the same mailbox.",
    ),
    Variable(
        "MAIL_RETURN_MAILBOX",
        "That mailbox, `imaps://user:password@host/INBOX`. It is read every ten minutes, and emptied.",
    ),
    Variable("DEFAULT_FROM_EMAIL", "The sender of the portal's letters.", "Resilient Cities <portal@localhost>"),
    Variable(
        "SECRET_KEY",
        "Signs sessions and tokens. Embedded: made once for each clone in `var/`.",
        required_in_production=True,
    ),
    Variable("SECRET_KEY_FALLBACKS", "Earlier keys that still verify, separated by commas."),
    Variable(
        "ALLOWED_HOSTS", "Host names that the portal answers to, separated by commas.", required_in_production=True
    ),
    Variable(
        "SITE_URL",
        "Public address without a closing slash; used in mail, feeds and canonical addresses. Embedded: where the portal was last served.",
        "http://localhost:8000",
        required_in_production=True,
    ),
    Variable("PORTAL_DEBUG", "`1` shows debug pages and the style guide. Never in production."),
    Variable("VAR_DIR", "Folder of the embedded services, uploads and logs.", str(BASE_DIR / "var")),
    Variable("HTTPS", "`0` when production runs without TLS in front, for a trial only.", "1"),
    Variable("FORUM_HOLD_FIRST", "So many first posts of each newcomer to the forum wait for a moderator.", "0"),
    Variable("FORUM_UNANSWERED_DAYS", "After so many days without a reply moderators are told of an ask, once.", "5"),
    Variable(
        "NEWS_WEBHOOKS",
        "Addresses that are told when an article is first published: a JSON list of objects with `id` (small letters, digits and hyphens; it stays for ever), `url` and, if you like, `name`, `secret` (base64 of 24 to 64 octets; what is sent is signed with it) and `private` (`true` allows an address in your own network, and http). See [newsroom.md](newsroom.md).",
    ),
    Variable(
        "NEWS_MASTODON",
        "Accounts on Mastodon-compatible servers that tell of the same: a JSON list of objects with `id`, `server` (`https://` and its host), `token` (with the scope `write:statuses`) and, if you like, `name` and `visibility` (`public`, `unlisted` or `private`).",
    ),
    Variable(
        "PRESS_CONTACT",
        "The address that questions of the press go to when nobody coordinates a city. Empty: the administrators.",
    ),
    Variable(
        "VAPID_PUBLIC_KEY",
        "With `VAPID_PRIVATE_KEY`, from `manage.py make_push_keys`: people may let their browsers be told at once.",
    ),
    Variable("VAPID_PRIVATE_KEY", "The other half. Without both, nothing of it is shown."),
    Variable(
        "VAPID_CONTACT",
        "`mailto:` or `https:` address at which push services reach you. Empty: the address of `DEFAULT_FROM_EMAIL`.",
    ),
    Variable(
        "TRUSTED_PROXIES",
        "How many proxies in front add to `X-Forwarded-For`; rate limits count by the address before them.",
        "0",
    ),
    Variable("DB_POOL_SIZE", "Most database connections of one process.", "8"),
    Variable("S3_BUCKET", "Bucket for public uploads. Empty: files under `VAR_DIR`."),
    Variable("S3_PRIVATE_BUCKET", "Bucket for private files; needed with `S3_BUCKET`."),
    Variable("S3_ENDPOINT_URL", "Address of an S3-compatible store other than Amazon's."),
    Variable("S3_REGION", "Region of the buckets."),
    Variable("S3_ACCESS_KEY_ID", "Access key of the store."),
    Variable("S3_SECRET_ACCESS_KEY", "Secret key of the store."),
    Variable(
        "REQUIRE_TWO_STEP",
        "`1`: administrators, moderators and advisers must set up two-step sign-in before anything else.",
        "0",
    ),
    Variable(
        "OIDC_PROVIDERS",
        "Councils whose staff sign in with their own account, through OpenID Connect: a JSON list of objects with `id` (small letters, digits and hyphens), `name`, `server_url`, `client_id` and `secret`.",
    ),
    Variable("SENTRY_DSN", "Reports errors to Sentry when set."),
    Variable("PORTAL_BENCH", "`1` serves the bare page that `make bench` compares with."),
    Variable("LOG_LEVEL", "Lowest level that is logged.", "INFO"),
)


class MissingVariable(SystemExit):
    """Production lacks what it needs; the message is one line and the exit code 1."""


def stop(message: str) -> NoReturn:
    """End the process with one clear line on standard error."""
    sys.stderr.write(f"{message}\n")
    raise MissingVariable(1)


def split(value: str) -> list[str]:
    """Return the comma-separated parts of `value` without blanks."""
    return [part.strip() for part in value.split(",") if part.strip()]


class Environment:
    """The declared variables, read through one door.

    Raises MissingVariable for an unknown mode, or in production for a variable that it needs.
    """

    def __init__(self, variables: Iterable[Variable] = VARIABLES) -> None:
        self.env = environ.Env()
        self.defaults = {variable.name: variable.default for variable in variables}
        self.mode = self.text("PORTAL_MODE")
        if self.mode not in (EMBEDDED, PRODUCTION, TEST):
            stop(f"PORTAL_MODE is {self.mode!r}; it must be embedded, production or test.")
        if self.mode == PRODUCTION:
            missing = [v.name for v in variables if v.required_in_production and not self.env.str(v.name, "")]
            if not self.text("EMAIL_URL") and not self.text("MAIL_PROVIDER"):
                missing.append("EMAIL_URL")
            if missing:
                stop(f"Resilient Cities cannot start in production without {', '.join(missing)}. See docs/running.md.")

    def text(self, name: str) -> str:
        return self.env.str(name, self.defaults[name]) or self.defaults[name]

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("1", "true", "yes", "on")

    def number(self, name: str) -> int:
        return int(self.text(name))

    def several(self, name: str) -> list[str]:
        return split(self.text(name))

    def oidc_providers(self) -> list[dict]:
        """Return the councils of OIDC_PROVIDERS as allauth's OpenID Connect wants them.

        Ends the process with one line when the list cannot be read; in production an address must be https.
        """
        try:
            councils = [self._oidc_provider(**given) for given in json.loads(self.text("OIDC_PROVIDERS") or "[]")]
            if len({council["provider_id"] for council in councils}) < len(councils):
                raise ValueError("two have the same id")
        except (TypeError, ValueError) as error:
            stop(f"OIDC_PROVIDERS cannot be read: {error}. See docs/running.md.")
        return councils

    def _oidc_provider(self, *, id: str, name: str, server_url: str, client_id: str, secret: str) -> dict:  # noqa: A002
        if not re.fullmatch("[a-z0-9-]{1,40}", id):
            raise ValueError(f"the id {id!r} is not of small letters, digits and hyphens")
        if not server_url.startswith("https://" if self.mode == PRODUCTION else ("https://", "http://")):
            raise ValueError(f"the server_url {server_url!r} is not https")
        return {
            "provider_id": id,
            "name": name,
            "client_id": client_id,
            "secret": secret,
            "settings": {"server_url": server_url},
        }

    @property
    def var(self) -> Path:
        return Path(self.text("VAR_DIR"))

    def site_url(self) -> str:
        """Return SITE_URL; embedded and without one, the address at which this folder was last served."""
        given = self.env.str("SITE_URL", "")
        if not given and self.mode == EMBEDDED:
            with suppress(OSError):
                given = (self.var / SERVED_AT).read_text().strip()
        return (given or self.defaults["SITE_URL"]).rstrip("/")

    def database(self) -> dict:
        """Django's settings for the database. Outside production a missing address is a local default."""
        return self.env.db_url("DATABASE_URL", default="postgres://portal@127.0.0.1:5432/portal")

    def redis(self, number: int) -> str:
        """Return the address of one numbered Redis database: 0 broker, 1 cache, 2 sessions."""
        url = self.env.str("REDIS_URL", "") or "redis://127.0.0.1:6379"
        scheme, _, rest = url.partition("://")
        return f"{scheme}://{rest.split('/')[0]}/{number}"

    @property
    def uses_mailbox(self) -> bool:
        """Whether letters stay on this machine, in the local mailbox page."""
        return self.mode == TEST or not (self.text("EMAIL_URL") or self.text("MAIL_PROVIDER"))

    def email(self) -> dict:
        """Django's mail settings; embedded and test write to the local mailbox.

        Ends the process with one line when what is given cannot be read.
        """
        settings = {"MAIL_PROVIDER": "", "ANYMAIL": {}, "EMAIL_TIMEOUT": mail_settings.TIMEOUT}
        if self.mode == TEST:
            return {**settings, "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        if self.uses_mailbox:
            return {**settings, "EMAIL_BACKEND": "portal.mail.mailbox.MailboxBackend"}
        provider = self.text("MAIL_PROVIDER")
        if not provider:
            return {**settings, **self.checked("EMAIL_URL", mail_settings.smtp_settings)}
        keys = self.checked("MAIL_PROVIDER_SETTINGS", mail_settings.provider_keys)
        secret = self.checked("MAIL_WEBHOOK_SECRET", mail_settings.webhook_secret)
        anymail = self.checked("MAIL_PROVIDER", mail_settings.provider_settings, keys, secret)
        return {**settings, "MAIL_PROVIDER": provider, **anymail}

    def checked(self, name: str, read: Callable[..., Any], *more: Any) -> Any:
        """Return what `read` makes of a variable; what it finds wrong ends the process with one line."""
        try:
            return read(self.text(name), *more)
        except ValueError as error:
            stop(f"{name} cannot be read: {error}. See docs/running.md.")

    def push_keys(self) -> tuple[str, str]:
        """Return the keys of web push, the public one first. Ends the process with one line where one is no key."""
        public = self.checked("VAPID_PUBLIC_KEY", mail_settings.push_key, 65)
        private = self.checked("VAPID_PRIVATE_KEY", mail_settings.push_key, 32)
        if bool(public) != bool(private):
            missing = "VAPID_PRIVATE_KEY" if public else "VAPID_PUBLIC_KEY"
            stop(f"{missing} is missing: the two are a pair. See docs/running.md.")
        return public, private

    def news_channels(self) -> tuple[news_settings.Webhook | news_settings.Mastodon, ...]:
        """Return where articles are announced. Ends the process with one line where a list cannot be read."""
        https_only = self.mode == PRODUCTION

        def read(reader: Callable[..., Any]) -> Callable[[str], Any]:
            return lambda given: reader(given, https_only=https_only)

        return (
            *self.checked("NEWS_WEBHOOKS", read(news_settings.webhooks)),
            *self.checked("NEWS_MASTODON", read(news_settings.mastodon_servers)),
        )

    def secret_key(self) -> str:
        """Return SECRET_KEY, or outside production one that is made once and kept under `var/`."""
        key = self.env.str("SECRET_KEY", "")
        if key:
            return key
        path = self.var / "secret-key"
        try:
            return path.read_text() or self._make_secret_key(path)
        except FileNotFoundError:
            return self._make_secret_key(path)

    @staticmethod
    def _make_secret_key(path: Path) -> str:
        key = secrets.token_urlsafe(50)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(key)
        except OSError as error:
            stop(f"{path.parent} cannot be written: {error.strerror}.")
        return key


def settings_table() -> str:
    """Return the Markdown table of every variable, for docs/running.md."""
    rows = ["| variable | means | default |", "| --- | --- | --- |"]
    for variable in VARIABLES:
        default = variable.default.replace(str(BASE_DIR) + "/", "")
        needed = "needed in production" if variable.required_in_production else ""
        shown = "; ".join(part for part in (f"`{default}`" if default else "", needed) if part)
        rows.append(f"| `{variable.name}` | {variable.help} | {shown} |")
    return "\n".join(rows) + "\n"
