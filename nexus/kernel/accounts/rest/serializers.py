from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.accounts.models import User

# A stray space would make another name; and a taken one is the action's to tell, as a conflict.
EXACT: dict[str, Any] = {"trim_whitespace": False, "validators": []}


class ProfileInput(serializers.ModelSerializer[User]):
    """What people say of themselves."""

    example: ClassVar[dict[str, Any]] = {"first_name": "Nora", "last_name": "Weiss", "is_seller": True}

    class Meta:
        model = User
        fields = [
            "username",
            "email",
            "first_name",
            "last_name",
            "phone",
            "bio",
            "is_seller",
            "is_employer",
            "is_job_seeker",
        ]
        extra_kwargs: ClassVar = {"username": EXACT, "email": EXACT}
        validators: ClassVar[list[Any]] = []


class AccountInput(ProfileInput):
    """What an administrator may change of an account."""

    example: ClassVar[dict[str, Any]] = {"is_active": False}

    class Meta(ProfileInput.Meta):
        fields = [*ProfileInput.Meta.fields, "is_active", "is_premium"]
