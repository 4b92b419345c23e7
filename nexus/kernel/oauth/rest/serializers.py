from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.oauth.models import Client
from nexus.kernel.oauth.uris import LENGTH, redirect_uri

MOST_URIS = 10
KINDS = (Client.CLIENT_CONFIDENTIAL, Client.CLIENT_PUBLIC)
# By the names that the protocol has for them.
GRANTS = {
    "authorization_code": Client.GRANT_AUTHORIZATION_CODE,
    "client_credentials": Client.GRANT_CLIENT_CREDENTIALS,
}


class ClientInput(serializers.ModelSerializer[Client]):
    """What people see of a program, where it may send them back to, what it may ask them for."""

    example: ClassVar[dict[str, Any]] = {
        "name": "Inbox Sync",
        "redirect_uris": ["https://sync.example.com/callback"],
        "scopes": ["openid", "messages:read"],
    }

    name = serializers.CharField(max_length=100, validators=Client._meta.get_field("name").validators)
    redirect_uris = serializers.ListField(
        child=serializers.CharField(max_length=LENGTH, validators=[redirect_uri]),
        max_length=MOST_URIS,
        required=False,
    )
    scopes = serializers.ListField(child=serializers.CharField(max_length=50), min_length=1, max_length=50)

    class Meta:
        model = Client
        fields = ["name", "redirect_uris", "scopes"]


class NewClientInput(ClientInput):
    """A new program: whether it can keep a secret, and how it comes to its tokens."""

    example: ClassVar[dict[str, Any]] = {
        **ClientInput.example,
        "kind": "confidential",
        "grant": "authorization_code",
    }

    kind = serializers.ChoiceField(choices=KINDS, default=Client.CLIENT_CONFIDENTIAL)
    grant = serializers.ChoiceField(choices=[*GRANTS], default="authorization_code")

    class Meta(ClientInput.Meta):
        fields = [*ClientInput.Meta.fields, "kind", "grant"]

    def validate_grant(self, grant: str) -> str:
        """Read it as the toolkit names it."""
        return str(GRANTS[grant])
