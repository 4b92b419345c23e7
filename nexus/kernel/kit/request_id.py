from contextvars import ContextVar

from nexus.kernel.kit.ids import new_id_text

_current: ContextVar[str] = ContextVar("request_id", default="")

MAX_LENGTH = 64


def current_request_id() -> str:
    """Name the request that is being answered; empty outside of one."""
    return _current.get()


def begin_request(given: str | None) -> str:
    """Start a request under the client's own id where that is a plain short word, else under a new one."""
    request_id = given if given and _is_plain(given) else new_id_text()
    _current.set(request_id)
    return request_id


def _is_plain(text: str) -> bool:
    # It goes into headers and logs: nothing that could break a line or a quote.
    return len(text) <= MAX_LENGTH and text.isascii() and text.replace("-", "").replace("_", "").isalnum()
