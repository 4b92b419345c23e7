"""Addresses of Valkey and of brokers: which can be meant, numbered databases, Celery's words for a socket."""

from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_SERVERS: Final = {"redis", "rediss"}


def is_valkey(url: str) -> bool:
    """Tell whether this can be meant as the address of a Valkey."""
    parts = _split(url)
    return parts is not None and _is_valkey(parts, socket="unix", database="db")


def is_broker(url: str) -> bool:
    """Tell whether this can be meant as a broker's address, or as several with a semicolon between them."""
    brokers = [_split(one) for one in url.split(";")]
    return all(
        parts and (parts.scheme in {"amqp", "amqps"} or _is_valkey(parts, "redis+socket", "virtual_host"))
        for parts in brokers
    )


def numbered(url: str, database: int) -> str:
    """Name another database of the same Valkey."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return parts._replace(path=f"/{database}").geturl()
    return f"unix://{parts.netloc}{parts.path}?{urlencode(_options(parts.query) | {'db': str(database)})}"


def broker_beside(cache: str) -> str:
    """Name the broker of a site that names none: emptying the cache next to it must not empty the queue."""
    return as_broker(numbered(cache, 1))


def as_broker(url: str) -> str:
    """Name a Valkey in Celery's words, which has its own for a socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    options = _options(parts.query)
    options["virtual_host"] = options.pop("db", "0")
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode(options)}"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only when asked for
    except ValueError:
        return None
    # Without the slashes, or in capitals, clients wouldn't know it.
    return parts if url.startswith(f"{parts.scheme}://") else None


def _is_valkey(parts: SplitResult, socket: str, database: str) -> bool:
    # A client takes a database that is no number for the first one, and says nothing.
    options = _options(parts.query)
    if parts.scheme == socket:
        return len(parts.path) > 1 and _is_number(options.get(database, "0"))
    path = parts.path.strip("/")
    return parts.scheme in _SERVERS and _is_number(path or "0") and _is_number(options.get("db", "0"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _options(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))
