from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Max, Value
from jwcrypto.jwk import JWK
from oauth2_provider.models import AbstractApplication

from nexus.kernel.authentication.keypairs import KeyPair
from nexus.kernel.authentication.signing import signer
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line

NAME_LENGTH: Final = 100
ALGORITHM: Final = AbstractApplication.RS256_ALGORITHM  # of ID tokens: the one that every client reads


class ClientQuerySet(models.QuerySet["Client"]):
    """Programs, as their owners ask for them."""

    def visible_to(self, actor: Actor) -> ClientQuerySet:
        """Keep one's own; administrators see all."""
        return self if actor.is_admin else self.filter(user=actor.id)

    def rows(self) -> models.QuerySet[Client, dict[str, Any]]:
        """Give plain rows with what the API shows of a program."""
        shown: models.QuerySet[Client, dict[str, Any]] = self.values(*SHOWN)
        return shown

    def allowed_by(self, user_id: UUID | None) -> ClientQuerySet:
        """Keep the programs that an account lets act for it."""
        found: ClientQuerySet = self.filter(refreshtoken__user=user_id, refreshtoken__revoked=None).distinct()
        return found

    def allowed_rows(self, user_id: UUID | None) -> models.QuerySet[Client, dict[str, Any]]:
        """Give plain rows of those programs, with what each may and since when."""
        rows = (
            self.filter(refreshtoken__user=user_id, refreshtoken__revoked=None)
            .annotate(
                allowed_at=Max("refreshtoken__created"),
                given=ArrayAgg("refreshtoken__access_token__scope", distinct=True, default=Value([])),
            )
            .values("id", "name", "client_id", "given", "allowed_at")
        )
        return cast("models.QuerySet[Client, dict[str, Any]]", rows)


class Client(AbstractApplication, models.Model):  # type: ignore[misc]
    """Another's program: who runs it, where it may send people back to, what it may ask for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=NAME_LENGTH, validators=[one_line], help_text="What people see.")
    # Random, so a quick hash does: see nexus/kernel/api_keys/models.py.
    client_secret = models.CharField(max_length=64, blank=True, editable=False, help_text="SHA-256.")
    scopes = ArrayField(models.CharField(max_length=50), default=list, help_text="What it may ask for.")
    algorithm = models.CharField(
        max_length=5, default=ALGORITHM, editable=False, choices=AbstractApplication.ALGORITHM_TYPES
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = "OAuth client"
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["user", "-created", "-id"], name="oauth_client_of_user")]

    def __str__(self) -> str:
        return self.name

    def is_usable(self, request: Any) -> bool:
        """Tell whether it may ask for anything: not once its owner's account is closed."""
        del request
        if self.user is None:
            return not self.allows_grant_type(self.GRANT_CLIENT_CREDENTIALS)  # in nobody's name
        return bool(self.user.is_active)

    def get_allowed_schemes(self) -> list[str]:
        """Name how its addresses may begin; plain http is for a program on one's own machine."""
        return ["https", "http"]

    @property
    def jwk_key(self) -> JWK:
        """Give the key that signs its ID tokens: the site's, as the JWKS says it."""
        return _jwk(signer(ALGORITHM))

    @staticmethod
    def digest_of(secret: str) -> str:
        """Give what is kept of a secret."""
        return sha256(secret.encode()).hexdigest()


@lru_cache(4)
def _jwk(key: KeyPair) -> JWK:
    # To read a private RSA key, and to check it, takes a hundred times as long as to sign with it.
    return JWK.from_pyca(key.private)


SHOWN = (
    "id",
    "user_id",
    "client_id",
    "name",
    "client_type",
    "authorization_grant_type",
    "redirect_uris",
    "scopes",
    "created",
    "updated",
)
