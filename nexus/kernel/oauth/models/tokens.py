from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, models
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractDeviceGrant,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)

from nexus.kernel.accounts.models import AccountSelect, User
from nexus.kernel.authentication.models import Flags
from nexus.kernel.authentication.models.families import HAS_FACTOR
from nexus.kernel.kit.ids import new_id

# A token stands while it lives, its account and the program's owner are active, and the credentials are those
# that it was given under. One that a program has for itself speaks for its owner.
_STANDS = """
    FROM oauth_accesstoken token
    JOIN oauth_client client ON client.id = token.application_id
    LEFT JOIN accounts_user owner ON owner.id = client.user_id
    JOIN accounts_user account ON account.id = coalesce(token.user_id, client.user_id)
    WHERE token.expires > statement_timestamp() AND account.is_active AND owner.is_active IS NOT FALSE
      AND token.security_stamp = account.security_stamp
"""
_ACCOUNT = AccountSelect(
    {
        "token_id": "token.id",
        "token_scope": "token.scope",
        "token_expires": "token.expires",
        "token_resource": "token.resource",
        **HAS_FACTOR,
    },
    f"{_STANDS} AND token.token_checksum = %s",
)
_STANDING = f"""
    SELECT token.id, {", ".join(f"account.{flag}" for flag in User.FLAGS)}
    {_STANDS} AND token.id = ANY(%s::uuid[])
"""


class OfAnAccount(models.Model):
    """What is given in an account's name: void once its credentials change, as sign-ins are."""

    security_stamp = models.UUIDField(editable=False, help_text="The account's, when this was given.")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, with the stamp of its account when it is new."""
        if self._state.adding:
            self.security_stamp = self.holder.security_stamp
        super().save(*args, **kwargs)

    @property
    def holder(self) -> User:
        """Name the account: the program's owner where it asked for itself."""
        user: User = self.user or self.application.user  # type: ignore[attr-defined]
        return user

    @property
    def stands(self) -> bool:
        """Tell whether its account is still what it was, and its program in use."""
        holder = self.holder
        is_same = holder.is_active and holder.security_stamp == self.security_stamp
        return bool(is_same and self.application.is_usable(None))  # type: ignore[attr-defined]


class Digest(models.CharField):  # type: ignore[type-arg]
    """A secret that is written and looked for as its SHA-256, and never read."""

    def get_prep_value(self, value: Any) -> Any:
        """Hash it on its way into a column or a filter."""
        return None if value is None else sha256(str(value).encode()).hexdigest()


class Grant(OfAnAccount, AbstractGrant):  # type: ignore[misc]  # noqa: DJ008 (the toolkit has it)
    """A code, to be exchanged once for tokens within a minute; kept as a hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = Digest(max_length=255, unique=True)

    class Meta(AbstractGrant.Meta):  # type: ignore[misc]
        verbose_name = "authorization code"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Access tokens, as the doors ask for them."""

    def account(self, checksum: str) -> Any:
        """Give the account that a token speaks for, with what it allows; None where it stands no longer."""
        return _ACCOUNT.one([checksum])

    def standing(self, ids: Sequence[UUID]) -> dict[UUID, Flags]:
        """Give those of these tokens that stand, with the flags of their accounts."""
        with connection.cursor() as cursor:
            cursor.execute(_STANDING, [list(ids)])
            return {token_id: tuple(flags) for token_id, *flags in cursor.fetchall()}


class AccessToken(OfAnAccount, AbstractAccessToken):  # type: ignore[misc]  # noqa: DJ008 (the toolkit has it)
    """What a program sends with each request; kept as a hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta(AbstractAccessToken.Meta):  # type: ignore[misc]
        verbose_name = "access token"

    def is_valid(self, scopes: Any = None) -> bool:
        """Tell whether it is good, for userinfo and introspection as for the API's doors."""
        return bool(super().is_valid(scopes) and self.stands)


class RefreshToken(OfAnAccount, AbstractRefreshToken):  # type: ignore[misc]  # noqa: DJ008 (the toolkit has it)
    """What a program exchanges once for the next tokens; kept as a hash, and after use too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta(AbstractRefreshToken.Meta):  # type: ignore[misc]
        verbose_name = "refresh token"


class IDToken(AbstractIDToken, models.Model):  # type: ignore[misc]  # noqa: DJ008 (the toolkit has it)
    """That a program was told who somebody is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta(AbstractIDToken.Meta):  # type: ignore[misc]
        verbose_name = "ID token"


class DeviceGrant(AbstractDeviceGrant, models.Model):  # type: ignore[misc]  # noqa: DJ008
    """The toolkit wants to know of one; the flow for devices has no door here, and so no table."""

    user = None  # what has no table must not be looked for when an account is deleted

    class Meta(AbstractDeviceGrant.Meta):  # type: ignore[misc]
        managed = False
