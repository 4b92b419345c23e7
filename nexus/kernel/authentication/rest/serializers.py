from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.rest.serializers import ProfileInput

LONGEST_PASSWORD = 256  # hashing is meant to cost; its length is not the visitor's to choose
LONGEST_TOKEN = 4_096


def password_field(**options: Any) -> serializers.CharField:
    """Read a password, exactly as it was typed."""
    return serializers.CharField(
        max_length=LONGEST_PASSWORD, trim_whitespace=False, style={"input_type": "password"}, **options
    )


class RegistrationInput(ProfileInput):
    """What opening an account takes; no role given means a customer."""

    example: ClassVar[dict[str, Any]] = {
        "username": "seeker_example",
        "email": "s@example.com",
        "password": "StrongPass123",
        "is_job_seeker": True,
    }

    password = password_field()
    password2 = password_field(required=False, help_text="The password again, if the form asks twice.")

    class Meta(ProfileInput.Meta):
        model = User
        fields = [*ProfileInput.Meta.fields, "password", "password2"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Compare the two passwords, where two were typed."""
        again = attrs.pop("password2", attrs["password"])
        if again != attrs["password"]:
            raise serializers.ValidationError({"password2": ["The two passwords differ."]})
        return attrs


class CredentialsInput(serializers.Serializer[Any]):
    """A username or an e-mail address, under any of three names, and the password."""

    example: ClassVar[dict[str, Any]] = {"username": "seeker_example", "password": "StrongPass123"}

    username = serializers.CharField(max_length=254, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    login = serializers.CharField(
        max_length=254, required=False, allow_blank=True, help_text="Either of the two."
    )
    password = password_field()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take the first name that is given."""
        named = attrs.get("login") or attrs.get("username") or attrs.get("email")
        if not named:
            raise serializers.ValidationError({"username": ["Give your username or your e-mail address."]})
        return {"login": named, "password": attrs["password"]}


class RefreshInput(serializers.Serializer[Any]):
    """The refresh token to exchange."""

    example: ClassVar[dict[str, Any]] = {"refresh": "Zk3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0eTgAoKiVxMPs"}

    refresh = serializers.CharField(max_length=LONGEST_TOKEN)


class SignOutInput(serializers.Serializer[Any]):
    """The refresh token, if the app likes to name it."""

    example: ClassVar[dict[str, Any]] = {"refresh": "Zk3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0eTgAoKiVxMPs"}

    refresh = serializers.CharField(max_length=LONGEST_TOKEN, required=False, allow_blank=True)


class VerifyInput(serializers.Serializer[Any]):
    """The access token to check."""

    example: ClassVar[dict[str, Any]] = {"token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIifQ.c2lnbmF0dXJl"}

    token = serializers.CharField(max_length=LONGEST_TOKEN)
