from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.rest.serializers import ProfileInput
from nexus.kernel.authentication.proving import Proof
from nexus.kernel.kit.texts import one_line

LONGEST_PASSWORD = 256  # hashing is meant to cost; its length is not the visitor's to choose
LONGEST_TOKEN = 4_096
LONGEST_CODE = 32
COOKIE = "For browsers: the refresh token goes into a cookie that no script reads, and isn't in the answer."
_CHALLENGE = "pW3n0mJm7o6u8yq2n5kq7v0b0m3xw1c5y8t2r4e6q8A"


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

    def account(self) -> None:
        """Give none: it is still to be opened, whoever asks."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Compare the two passwords, where two were typed."""
        attrs = super().validate(attrs)
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


class LoginInput(CredentialsInput):
    """The same, and whether a browser keeps the refresh token in a cookie."""

    cookie = serializers.BooleanField(required=False, help_text=COOKIE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take the first name that is given."""
        return {**super().validate(attrs), "cookie": attrs.get("cookie", False)}


class RefreshInput(serializers.Serializer[Any]):
    """The refresh token to exchange."""

    example: ClassVar[dict[str, Any]] = {"refresh": "Zk3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0eTgAoKiVxMPs"}

    refresh = serializers.CharField(max_length=LONGEST_TOKEN)


class RefreshOrCookieInput(serializers.Serializer[Any]):
    """The refresh token to exchange; a browser that has it in its cookie sends none."""

    example: ClassVar[dict[str, Any]] = RefreshInput.example

    refresh = serializers.CharField(max_length=LONGEST_TOKEN, required=False)


class SignOutInput(serializers.Serializer[Any]):
    """The refresh token, if the app likes to name it."""

    example: ClassVar[dict[str, Any]] = {"refresh": "Zk3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0eTgAoKiVxMPs"}

    refresh = serializers.CharField(max_length=LONGEST_TOKEN, required=False, allow_blank=True)


class SignOutEverywhereInput(serializers.Serializer[Any]):
    """Whether the sign-in that asks stays."""

    example: ClassVar[dict[str, Any]] = {"keep_this": True}

    keep_this = serializers.BooleanField(required=False)


class VerifyInput(serializers.Serializer[Any]):
    """The access token to check."""

    example: ClassVar[dict[str, Any]] = {"token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIifQ.c2lnbmF0dXJl"}

    token = serializers.CharField(max_length=LONGEST_TOKEN)


class ChallengeInput(serializers.Serializer[Any]):
    """The challenge of a sign-in that waits for its second factor."""

    example: ClassVar[dict[str, Any]] = {"challenge": _CHALLENGE}

    challenge = serializers.CharField(max_length=100)


class FactorInput(ChallengeInput):
    """The challenge, and what meets it: a code of the app, a recovery code, or a passkey's answer."""

    example: ClassVar[dict[str, Any]] = {"challenge": _CHALLENGE, "code": "492039"}

    code = serializers.CharField(max_length=LONGEST_CODE, required=False)
    credential = serializers.DictField(required=False, help_text="As the browser gives it, written as JSON.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the one proof that is given."""
        given = {name: said for name in ("code", "credential") if (said := attrs.pop(name, None))}
        if len(given) != 1:
            raise serializers.ValidationError({"code": ["Give a code, or a passkey's credential."]})
        return {**attrs, "proof": Proof(**given)}


class MeetChallengeInput(FactorInput):
    """The same, and whether a browser keeps the refresh token in a cookie."""

    cookie = serializers.BooleanField(required=False, default=False, help_text=COOKIE)


class CodeInput(ChallengeInput):
    """What was begun, and the first code of the app."""

    example: ClassVar[dict[str, Any]] = {"challenge": _CHALLENGE, "code": "492039"}

    code = serializers.CharField(max_length=LONGEST_CODE)


class PasskeySignInInput(ChallengeInput):
    """What was begun, and what the passkey answered."""

    example: ClassVar[dict[str, Any]] = {
        "challenge": _CHALLENGE,
        "credential": {"id": "…", "type": "public-key"},
    }

    credential = serializers.DictField(help_text="As the browser gives it, written as JSON.")
    cookie = serializers.BooleanField(required=False, default=False, help_text=COOKIE)


class PasskeyOptionsInput(serializers.Serializer[Any]):
    """What the passkey is for."""

    example: ClassVar[dict[str, Any]] = {"passwordless": True}

    passwordless = serializers.BooleanField(
        required=False, default=True, help_text="It signs in by itself; otherwise it is a second factor only."
    )


class PasskeyNameInput(serializers.Serializer[Any]):
    """What its owner calls it."""

    example: ClassVar[dict[str, Any]] = {"name": "Blue key"}

    name = serializers.CharField(max_length=100, validators=[one_line])


class PasskeyInput(ChallengeInput):
    """What was begun, what the passkey answered, and what its owner calls it."""

    example: ClassVar[dict[str, Any]] = {
        "challenge": _CHALLENGE,
        "name": "Blue key",
        "credential": {"id": "…", "type": "public-key"},
    }

    credential = serializers.DictField(help_text="As the browser gives it, written as JSON.")
    name = serializers.CharField(
        max_length=100, required=False, default="", allow_blank=True, validators=[one_line]
    )


class ConfirmInput(serializers.Serializer[Any]):
    """What proves that it is still you: the password, a code, or a passkey's answer with its challenge."""

    example: ClassVar[dict[str, Any]] = {"password": "StrongPass123"}

    password = password_field(required=False)
    code = serializers.CharField(max_length=LONGEST_CODE, required=False)
    challenge = serializers.CharField(max_length=100, required=False)
    credential = serializers.DictField(required=False, help_text="As the browser gives it, written as JSON.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the one proof that is given."""
        given = {name: attrs[name] for name in ("password", "code", "credential") if attrs.get(name)}
        if len(given) != 1:
            raise serializers.ValidationError({"password": ["Give one of password, code and credential."]})
        return {"proof": Proof(**given), "challenge": attrs.get("challenge", "")}
