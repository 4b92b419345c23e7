from nexus.kernel.oauth.actions.allowing import authorized, end_authorization
from nexus.kernel.oauth.actions.clients import (
    ClientFields,
    change_client,
    delete_client,
    register_client,
    renew_secret,
)

__all__ = [
    "ClientFields",
    "authorized",
    "change_client",
    "delete_client",
    "end_authorization",
    "register_client",
    "renew_secret",
]
