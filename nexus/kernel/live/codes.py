"""Why a socket is closed: RFC 6455's codes, and those that graphql-transport-ws gives."""

from typing import Final

from nexus.kernel.api.errors import InternalError, NexusError, RateLimited

NOT_TEXT: Final = 1003
FAULT: Final = 1011
# To be tried again in a moment: the client read too slowly, or the server has as many as it takes.
LATER: Final = 1013
MALFORMED: Final = 4400
UNAUTHORIZED: Final = 4401
FORBIDDEN: Final = 4403
SILENT: Final = 4408
TWICE: Final = 4409
TOO_MUCH: Final = 4429


def closing_code(why: NexusError, usual: int) -> int:
    """Say with which code a client is sent away that couldn't be let in."""
    if isinstance(why, RateLimited):
        return TOO_MUCH
    return LATER if why.status > InternalError.status else usual
