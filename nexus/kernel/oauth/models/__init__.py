from nexus.kernel.oauth.models.clients import Client, ClientQuerySet
from nexus.kernel.oauth.models.tokens import AccessToken, DeviceGrant, Grant, IDToken, RefreshToken

__all__ = [
    "AccessToken",
    "Client",
    "ClientQuerySet",
    "DeviceGrant",
    "Grant",
    "IDToken",
    "RefreshToken",
]
