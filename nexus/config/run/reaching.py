"""Whether Valkey and the broker can be used: asked before anything is started that would wait for them."""

from typing import Any, Final

from django.conf import settings
from kombu import Connection

from nexus.config.embedded import EngineError
from nexus.kernel.kit.valkey import valkey

PATIENCE_S: Final = 2.0
# Once more at once, where the library itself would first rest for as long as a start may take.
_PATIENCE: Final = {
    "socket_timeout": PATIENCE_S,
    "socket_connect_timeout": PATIENCE_S,
    "max_retries": 1,
    "interval_start": 0,
}


def require_valkey() -> None:
    """Stop with a sentence where REDIS_URL leads to no Valkey, or to a database that it doesn't have."""
    try:
        with valkey(PATIENCE_S) as line:
            line.ping()  # a connection first selects its database
    except Exception as why:  # whatever an address can make of a library: it can't be used
        raise EngineError(f"Valkey can't be used at REDIS_URL: {_reason(why)}.") from why


def require_broker() -> None:
    """Stop with a sentence where no broker lets us in at CELERY_BROKER_URL."""
    broker = Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE_S, transport_options=_PATIENCE)
    try:
        with broker as line:
            _ = line.default_channel
    except Exception as why:
        raise EngineError(
            f"The broker can't be used at CELERY_BROKER_URL (unless set, beside REDIS_URL): {_reason(why)}."
        ) from why


def _reason(why: Any) -> str:
    # RabbitMQ's own words stand apart from the numbers around them.
    text = getattr(why, "reply_text", None) or str(why) or type(why).__name__
    return text.splitlines()[0].rstrip(".")
