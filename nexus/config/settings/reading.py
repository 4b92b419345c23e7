"""The environment, read strictly: what can't be meant stops the start with a sentence that names it."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from nexus.config.addresses import is_broker, is_valkey
from nexus.kernel.kit.currencies import CURRENCIES

_YES: Final = {"true", "yes", "on", "1"}
_NO: Final = {"false", "no", "off", "0"}
_WHOLE: Final = re.compile(r"[0-9]{1,15}")
_LAST_PORT: Final = 65_535


class Env(environ.Env):  # type: ignore[misc]
    """Reads settings; an empty variable is one that isn't set, but among several words it is none of them."""

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, **_: Any) -> Any:
        """Read a variable as it stands: a $ in front is a secret's own, and names no other variable."""
        said = self.ENVIRON.get(var, "")
        if not said.strip() and default is not self.NOTSET:
            return default
        if var not in self.ENVIRON:
            raise ImproperlyConfigured(f"Set the {var} environment variable")
        return said

    def number(self, var: str, default: int, *, least: int = 0) -> int:
        """Read a whole number, from 0 or another least one up."""
        said = self.str(var, default=str(default)).strip()
        if not _WHOLE.fullmatch(said) or int(said) < least:
            raise ImproperlyConfigured(f"Set {var} to a whole number from {least} up, not {said!r}.")
        return int(said)

    def flag(self, var: str, *, default: bool) -> bool:
        """Read a yes or a no."""
        said = self.str(var, default=str(default)).strip().lower()
        if said not in _YES | _NO:
            raise ImproperlyConfigured(f"Set {var} to true or false, not {said!r}.")
        return said in _YES

    def words(self, var: str, default: Sequence[str] = ()) -> list[str]:
        """Read what stands between commas, without the blanks around it."""
        if var not in self.ENVIRON:
            return [*default]
        return [word for part in self.ENVIRON[var].split(",") if (word := part.strip())]

    def ports(self, var: str, default: Sequence[int]) -> list[int]:
        """Read the numbers of ports, with commas."""
        said = self.words(var, [str(port) for port in default])
        if not all(_WHOLE.fullmatch(port) and 1 <= int(port) <= _LAST_PORT for port in said):
            raise ImproperlyConfigured(f"Set {var} to numbers from 1 to {_LAST_PORT}, with commas.")
        return [int(port) for port in said]

    def choice(self, var: str, choices: Collection[str], default: str) -> str:
        """Read one of several words."""
        said: str = self.str(var, default=default)
        if said not in choices:
            raise ImproperlyConfigured(f"Set {var} to one of {', '.join(choices)}, not {said!r}.")
        return said

    def currency(self, var: str, default: str) -> str:
        """Read a currency's code."""
        said: str = self.str(var, default=default)
        if said not in CURRENCIES:
            raise ImproperlyConfigured(f"Set {var} to a currency's ISO 4217 code, such as USD, not {said!r}.")
        return said

    # A wrong address is never repeated: it may hold a password.

    def database(self, var: str, default: str) -> dict[str, Any]:
        """Read where PostgreSQL is, as Django's settings."""
        said = self.str(var, default=default)
        try:
            # Asked first: what it knows no engine for is told with a warning, address and all.
            if self.DB_SCHEMES.get(urlsplit(said).scheme) == self.DB_SCHEMES["postgresql"]:
                return dict(self.db_url_config(said))
        except ValueError:
            pass
        raise ImproperlyConfigured(f"Set {var} to an address like postgresql://user:password@host:5432/name")

    def site(self, var: str, default: str) -> str:
        """Read where people find a site: what paths are put behind."""
        said: str = self.str(var, default=default)
        if said != default and not _is_site(said):
            raise ImproperlyConfigured(f"Set {var} to an address like https://www.example.com")
        return said

    def valkey(self, var: str, default: str) -> str:
        """Read where Valkey is."""
        said: str = self.str(var, default=default)
        if not is_valkey(said):
            raise ImproperlyConfigured(
                f"Set {var} to an address like redis://user:password@host:6379/0, with a database's number, "
                "or unix:///run/valkey/valkey.sock?db=0"
            )
        return said

    def broker(self, var: str, default: str) -> str:
        """Read where the broker is."""
        said: str = self.str(var, default=default)
        if not is_broker(said):
            raise ImproperlyConfigured(
                f"Set {var} to an address like amqp://user:password@host:5672/vhost, "
                "redis://user:password@host:6379/1 or redis+socket:///run/valkey/valkey.sock?virtual_host=1"
            )
        return said

    def mail(self, var: str, default: str) -> dict[str, Any]:
        """Read where mail goes, as Django's settings."""
        try:
            said: dict[str, Any] = self.email_url_config(self.str(var, default=default))
        except (ValueError, ImproperlyConfigured):
            raise ImproperlyConfigured(
                f"Set {var} to an address like smtp+tls://user:password@host:587"
            ) from None
        return said


def _is_site(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only when asked for
    except ValueError:
        return False
    # Nothing may stand where paths are put.
    whole = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment)
    return bool(whole) and url.isprintable() and " " not in url
