"""Logs: a line of JSON for each record in production, a readable one at home; secrets in neither."""

from typing import Any

from nexus.config.loading import left_out

with left_out("rich"):
    import structlog
from structlog.dev import plain_traceback
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from nexus.kernel.kit.request_id import current_request_id

SECRET_NAMES = {
    "authorization", "cookie", "password", "token", "access", "refresh", "secret", "secret_key", "api_key",
}  # fmt: skip
HIDDEN = "[hidden]"


def logging_of(*, json: bool, access_lines: bool) -> dict[str, Any]:
    """Give Django's LOGGING: everything to the error stream, in one shape."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "site": {"()": structlog.stdlib.ProcessorFormatter, "processors": _processors(json=json)}
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "site"}},
        "root": {"handlers": ["stream"], "level": "WARNING"},
        "loggers": {
            "nexus": {"level": "INFO"},
            "nexus.access": {"level": "INFO" if access_lines else "WARNING"},
            # Django tells each 4xx, and what it finds suspicious with a trace and the whole query: anybody
            # could fill the log with it. The access line tells both, and it has the request's id.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
        },
    }


def name_request(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Name the request that a line belongs to."""
    if request_id := current_request_id():
        event.setdefault("request_id", request_id)
    return event


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Hide the values that let one in."""
    for name in event.keys() & SECRET_NAMES:
        event[name] = HIDDEN
    return event


def _processors(*, json: bool) -> list[Processor]:
    # Never with the local variables of a frame: that is where passwords are.
    if json:
        transformer = ExceptionDictTransformer(show_locals=False)
        written: list[Processor] = [structlog.processors.ExceptionRenderer(transformer)]
        written += [structlog.processors.JSONRenderer(default=str)]
    else:
        written = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain_traceback)]
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_request,
        hide_secrets,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        *written,
    ]
