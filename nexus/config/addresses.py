"""Addresses of Valkey: of one server, its numbered databases, and what Celery calls one behind a socket."""

from urllib.parse import parse_qsl, urlencode, urlsplit


def numbered(url: str, database: int) -> str:
    """Name another database of the same Valkey."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return parts._replace(path=f"/{database}").geturl()
    return f"unix://{parts.netloc}{parts.path}?{urlencode(_options(parts.query) | {'db': str(database)})}"


def as_broker(url: str) -> str:
    """Name a Valkey in Celery's words, which has its own for a socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    options = _options(parts.query)
    options["virtual_host"] = options.pop("db", "0")
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode(options)}"


def _options(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))
