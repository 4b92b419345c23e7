import logging
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from rest_framework import serializers

from nexus.kernel.accounts.models import ROLE_FLAGS, Address, User
from nexus.kernel.accounts.models.addresses import LINES
from nexus.kernel.kit.asking import current_actor_id

# A stray space would make another name; and a taken one is the action's to tell, as a conflict.
EXACT: dict[str, Any] = {"trim_whitespace": False, "validators": []}
# What nobody gives to an account, or takes from it, by saying so; it may be sent back as it was shown.
PRIVILEGES: Final = {
    "is_admin": "is_superuser",
    "is_superuser": "is_superuser",
    "is_staff": "is_staff",
    "is_support": "is_support",
    "is_premium": "is_premium",
    "role": "",
    "roles": "",
    "groups": "",
    "user_permissions": "",
}
NOT_GIVEN: Final = "No account can be given this, or lose it, by asking for it."
_NO: Final = {"", "0", "false", "no", "off", "none", "null", "[]"}

logger = logging.getLogger(__name__)


def privileges_in(undeclared: Mapping[str, Any], account: Any = None) -> list[str]:
    """Name what no account gains or loses by asking, among what a shape doesn't declare; and write it down.

    account: the one that it is about, which may be sent back as it was shown.
    """
    said = {name: str(undeclared[name]).lower() not in _NO for name in PRIVILEGES if name in undeclared}
    asked = [name for name, is_so in said.items() if is_so is not _holds(account, name)]
    if asked:
        told = {"asked": asked, "user_id": str(current_actor_id() or "")}
        logger.warning("a privilege was asked for", extra=told)
    return asked


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

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a body that asks for more than an account can be given so, and write that down."""
        undeclared = {name: said for name, said in self.initial_data.items() if name not in self.fields}
        account = None if PRIVILEGES.keys().isdisjoint(undeclared) else self.account()
        if asked := privileges_in(undeclared, account):
            raise serializers.ValidationError({name: [NOT_GIVEN] for name in asked})
        return attrs

    def account(self) -> Any:
        """Give the account that it is about, if there is one: who asks."""
        return getattr(self.context.get("request"), "user", None)


class AccountInput(ProfileInput):
    """What an administrator may change of an account."""

    example: ClassVar[dict[str, Any]] = {"is_active": False}

    class Meta(ProfileInput.Meta):
        fields = [*ProfileInput.Meta.fields, "is_active", "is_premium"]

    def account(self) -> Any:
        """Give the account that the path names."""
        user_id = self.context["request"].parser_context["kwargs"]["user_id"]
        return User.objects.filter(pk=user_id).first()


def _holds(account: Any, privilege: str) -> bool:
    return bool(getattr(account, PRIVILEGES[privilege] or "-", False))


class AddressInput(serializers.ModelSerializer[Address]):
    """Where something goes; country: ISO 3166-1's two letters."""

    example: ClassVar[dict[str, Any]] = {
        "label": "Home",
        "name": "Nora Weiss",
        "line1": "Lindenweg 4",
        "city": "Berlin",
        "postal_code": "10115",
        "country": "DE",
    }

    class Meta:
        model = Address
        fields = ["label", *LINES, "is_default"]


class RoleInput(serializers.Serializer[Any]):
    """What one becomes."""

    example: ClassVar[dict[str, Any]] = {"role": "seller"}

    role = serializers.ChoiceField([role.value for role in ROLE_FLAGS])


class AvatarInput(serializers.Serializer[Any]):
    """A picture of oneself, or of whatever stands for one."""

    example: ClassVar[dict[str, Any]] = {"avatar": "(a file)"}

    avatar = serializers.FileField()


class AddressChangeInput(serializers.Serializer[Any]):
    """The e-mail address that is to be the account's."""

    example: ClassVar[dict[str, Any]] = {"email": "nora@example.org"}

    email = serializers.EmailField(max_length=254, trim_whitespace=False)


class ErasureInput(serializers.Serializer[Any]):
    """The own username, so that nobody erases an account by mistake."""

    example: ClassVar[dict[str, Any]] = {"confirm": "nora"}

    confirm = serializers.CharField(max_length=150)


class KeepInput(serializers.Serializer[Any]):
    """The key from the mail that told of the erasure."""

    example: ClassVar[dict[str, Any]] = {"key": "IjAxOTlhM2Yy:1wLz3q:6bq1mC0YkF1b3h3m2T8kq3yJt4g"}

    key = serializers.CharField(max_length=300)
