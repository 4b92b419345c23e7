from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.authentication.rest.serializers import COOKIE
from nexus.kernel.identities.actions.asking import CameBack

LONGEST_CODE = 4_096
LONGEST_STATE = 100
LONGEST_URL = 500

_STATE = "9tB1rV0u3xk6T7mQZ2nS5yW8aE4cG1iL0oJqHfDpXsU"


class StartInput(serializers.Serializer[Any]):
    """Where to come back to."""

    example: ClassVar[dict[str, Any]] = {"redirect_uri": "https://www.example.com/sign-in"}

    redirect_uri = serializers.CharField(
        max_length=LONGEST_URL, help_text="One of the addresses that the site allows, letter by letter."
    )


class StartConnectingInput(StartInput):
    """Which provider's identity to connect, and where to come back to."""

    example: ClassVar[dict[str, Any]] = {**StartInput.example, "provider": "google"}

    provider = serializers.SlugField(max_length=40)


class CameBackInput(serializers.Serializer[Any]):
    """What an app has when somebody came back."""

    example: ClassVar[dict[str, Any]] = {"code": "4/0AX4XfWh7bQ", "state": _STATE}

    code = serializers.CharField(max_length=LONGEST_CODE, help_text="As the address had it.")
    state = serializers.CharField(
        max_length=LONGEST_STATE, help_text="As beginning answered it; not the one in the address."
    )
    iss = serializers.CharField(
        max_length=LONGEST_URL,
        required=False,
        allow_blank=True,
        help_text="As the address had it, if it had one.",
    )

    def validate(self, attrs: dict[str, Any]) -> Any:
        """Give it as the actions take it."""
        return CameBack(**attrs)


class FinishInput(CameBackInput):
    """The same, and whether a browser keeps the refresh token in a cookie."""

    cookie = serializers.BooleanField(required=False, default=False, help_text=COOKIE)

    def validate(self, attrs: dict[str, Any]) -> Any:
        """Give what came back as the actions take it, and the cookie beside it."""
        cookie = attrs.pop("cookie")
        return {"came": super().validate(attrs), "cookie": cookie}
