from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from nexus.kernel.accounts.models import AccountSelect, User
from nexus.kernel.authentication.marks import mark_accounts
from nexus.kernel.kit.ids import new_id

USER_AGENT_LENGTH = 200
NETWORK_LENGTH = 50

# live(), written out: every signed-in request asks it, and the ORM takes three times as long to put it.
# What else a request has to know comes along: the last proof of who it is, and whether the keys have changed.
_ALSO = {
    "proved_at": "family.confirmed_at",
    "keys_changed_at": "(SELECT max(changed_at) FROM authentication_signingkey)",
}
# Only where some role needs a second factor. Recovery codes alone are none.
HAS_FACTOR = {
    "has_factor": """EXISTS (
        SELECT FROM mfa_authenticator factor
        WHERE factor.user_id = account.id AND factor.type <> 'recovery_codes'
    )"""
}
_LIVE = """
    FROM authentication_tokenfamily family JOIN accounts_user account ON account.id = family.user_id
    WHERE family.id = %s AND account.id = %s
      AND family.ended_at IS NULL AND account.is_active AND family.security_stamp = account.security_stamp
"""
_PLAIN = AccountSelect(_ALSO, _LIVE)
_WITH_FACTOR = AccountSelect(_ALSO | HAS_FACTOR, _LIVE)
# The same of many at once, and only what an account may do.
_STANDING = f"""
    SELECT family.id, {", ".join(f"account.{flag}" for flag in User.FLAGS)}
    FROM authentication_tokenfamily family JOIN accounts_user account ON account.id = family.user_id
    WHERE family.id = ANY(%s::uuid[])
      AND family.ended_at IS NULL AND account.is_active AND family.security_stamp = account.security_stamp
"""  # noqa: S608 - our own columns

Flags = tuple[bool, ...]


class TokenFamilyQuerySet(models.QuerySet["TokenFamily"]):
    """Sign-ins, as the doors ask for them."""

    def live(self) -> TokenFamilyQuerySet:
        """Keep those that still stand: not ended, the account active, its credentials unchanged since."""
        return self.filter(ended_at=None, user__is_active=True, security_stamp=F("user__security_stamp"))

    def account(self, family_id: UUID, user_id: UUID) -> User | None:
        """Give the account behind a live family; None where it no longer stands."""
        asked = _WITH_FACTOR if settings.MFA_REQUIRED_FOR else _PLAIN
        return asked.one([family_id, user_id])

    def standing(self, family_ids: Sequence[UUID]) -> dict[UUID, Flags]:
        """Give those of these families that are live, with the flags of their accounts."""
        with connection.cursor() as cursor:
            cursor.execute(_STANDING, [list(family_ids)])
            return {family_id: tuple(flags) for family_id, *flags in cursor.fetchall()}

    def held_by(self, user_id: UUID, family_id: UUID, refresh_digest: bytes | None) -> TokenFamilyQuerySet:
        """Keep an account's family, and the one that a refresh token of its own belongs to."""
        named = Q(pk=family_id)
        if refresh_digest is not None:
            named |= Q(pk__in=RefreshToken.objects.filter(digest=refresh_digest).values("family"))
        return self.filter(named, user_id=user_id)

    def end(self, reason: str) -> int:
        """End them now: their access and refresh tokens are refused from the next request on."""
        self._mark()
        return self.filter(ended_at=None).update(ended_at=timezone.now(), ended_because=reason)

    def standing_of(self, user_id: UUID) -> models.QuerySet[TokenFamily, dict[str, Any]]:
        """Give plain rows of an account's sign-ins that somebody could still come back with."""
        own = self.live().filter(user_id=user_id, expires_at__gt=timezone.now())
        return cast(
            "models.QuerySet[TokenFamily, dict[str, Any]]",
            own.values("id", "user_agent", "network", "created_at", "last_used_at"),
        )

    def confirm(self, now: datetime) -> int:
        """Note that whoever holds them has just proved to be the account's owner."""
        self._mark()
        return self.update(confirmed_at=now)

    def run_out(self, now: datetime) -> TokenFamilyQuerySet:
        """Keep those whose last refresh token has expired: nobody can come back with them."""
        return self.filter(expires_at__lt=now)

    def _mark(self) -> None:
        mark_accounts(*set(self.filter(ended_at=None).values_list("user_id", flat=True)))


class TokenFamily(models.Model):
    """One sign-in of one app: whether it still stands, and the refresh tokens it has gone through."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="token_families"
    )
    security_stamp = models.UUIDField(editable=False, help_text="The account's, when this sign-in began.")
    user_agent = models.CharField(max_length=USER_AGENT_LENGTH, blank=True)
    network = models.CharField(
        max_length=NETWORK_LENGTH, blank=True, help_text="Roughly where from: a /24, or a /48 of IPv6."
    )
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When whoever holds it last proved to be the account's owner."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(auto_now_add=True, help_text="When it last took new tokens.")
    expires_at = models.DateTimeField(help_text="When its newest refresh token runs out.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=100, blank=True)

    objects = TokenFamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "token families"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user_id} since {self.created_at:%Y-%m-%d %H:%M}"

    def runs_out(self, now: datetime) -> datetime:
        """Tell how long tokens that it takes now can be renewed: never past the sign-in's own end."""
        return min(now + settings.REFRESH_TOKEN_LIFETIME, self.created_at + settings.SIGN_IN_LIFETIME)

    def prolong(self, now: datetime, network: str) -> None:
        """Note that it took new tokens, where, and lives as long as they do."""
        self.last_used_at, self.expires_at = now, self.runs_out(now)
        self.network = network or self.network
        self.save(update_fields=["last_used_at", "expires_at", "network"])


class RefreshTokenQuerySet(models.QuerySet["RefreshToken"]):
    """Refresh tokens, as an exchange asks for them."""

    def claim(self, digest: bytes) -> RefreshToken | None:
        """Take a token and its family in hand: whoever else sends it waits for what becomes of it."""
        return self.select_related("family").select_for_update().filter(digest=digest).first()


class RefreshToken(models.Model):
    """A token to exchange once; kept as a hash, and kept after use, so that a second use is noticed."""

    digest = models.BinaryField(primary_key=True, max_length=32, help_text="SHA-256 of the token.")
    family = models.ForeignKey(TokenFamily, on_delete=models.CASCADE, related_name="refresh_tokens")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RefreshTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.family_id} {self.created_at:%Y-%m-%d %H:%M}"
