from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.accounts.models import AccountSelect, User
from nexus.kernel.authentication.models.families import HAS_FACTOR, Flags
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line

NAME_LENGTH: Final = 100
SHOWN_LENGTH: Final = 11  # nx_ and eight characters: enough to tell keys apart, nothing to guess from
KEPT_AFTERWARDS: Final = timedelta(days=90)
USE_NOTED_EVERY: Final = timedelta(minutes=5)

_STANDS = """
    key.revoked_at IS NULL AND key.expires_at > statement_timestamp()
      AND account.is_active AND key.security_stamp = account.security_stamp
"""
# One SELECT a request, as for a sign-in.
_ACCOUNT = AccountSelect(
    {
        "key_id": "key.id",
        "key_scopes": "key.scopes",
        "key_expires_at": "key.expires_at",
        "key_last_used_at": "key.last_used_at",
        **HAS_FACTOR,
    },
    f"""
    FROM api_keys_apikey key JOIN accounts_user account ON account.id = key.user_id
    WHERE key.digest = %s AND {_STANDS}
    """,
)
_STANDING = f"""
    SELECT key.id, {", ".join(f"account.{flag}" for flag in User.FLAGS)}
    FROM api_keys_apikey key JOIN accounts_user account ON account.id = key.user_id
    WHERE key.id = ANY(%s::uuid[]) AND {_STANDS}
"""  # noqa: S608 - our own columns


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys, as doors and owners ask for them."""

    def visible_to(self, actor: Actor) -> ApiKeyQuerySet:
        """Keep one's own; administrators see all."""
        return self if actor.is_admin else self.filter(user=actor.id)

    def live(self) -> ApiKeyQuerySet:
        """Keep those that still open doors."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def long_over(self) -> ApiKeyQuerySet:
        """Keep those that have opened nothing for as long as their owner may want to see them."""
        since = timezone.now() - KEPT_AFTERWARDS
        return self.filter(Q(expires_at__lt=since) | Q(revoked_at__lt=since))

    def narrowed(self, *, is_live: bool | None) -> ApiKeyQuerySet:
        """Keep those that stand, or that don't any more."""
        if is_live is None:
            return self
        return self.live() if is_live else self.exclude(pk__in=self.live().values("pk"))

    def rows(self) -> models.QuerySet[ApiKey, dict[str, Any]]:
        """Give plain rows with what the API shows of a key."""
        shown: models.QuerySet[ApiKey, dict[str, Any]] = self.values(*SHOWN)
        return shown

    def account(self, digest: bytes) -> Any:
        """Give the account behind a key that stands, with what the key allows; None where none does."""
        return _ACCOUNT.one([digest])

    def standing(self, ids: Sequence[UUID]) -> dict[UUID, Flags]:
        """Give those of these keys that stand, with the flags of their accounts."""
        with connection.cursor() as cursor:
            cursor.execute(_STANDING, [list(ids)])
            return {key_id: tuple(flags) for key_id, *flags in cursor.fetchall()}

    def note_use(self, key_id: UUID, now: datetime) -> None:
        """Note that a key was used, unless that was noted just now."""
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        self.filter(unnoted, pk=key_id).update(last_used_at=now)


class ApiKey(models.Model):
    """A key by which a machine acts for an account; what opens doors is kept as a hash only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=NAME_LENGTH, validators=[one_line], help_text="What it is for.")
    prefix = models.CharField(max_length=SHOWN_LENGTH, help_text="How it begins.")
    # Nobody guesses 256 random bits, however fast the hash is; a slow one would cost each request.
    digest = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of the key.")
    security_stamp = models.UUIDField(editable=False, help_text="The account's, when the key was made.")
    scopes = ArrayField(models.CharField(max_length=50))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="Noted every five minutes at most.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="api_key_of_user")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


SHOWN = (
    "id",
    "user_id",
    "name",
    "prefix",
    "scopes",
    "created_at",
    "expires_at",
    "last_used_at",
    "revoked_at",
)
