from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from nexus.kernel.database.encrypted import EncryptedTextField
from nexus.kernel.database.filters import given
from nexus.kernel.events.hearing import fits
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line
from nexus.kernel.outbound.targets import LONGEST
from nexus.kernel.webhooks.concerning import SITE, owners_run_by

MOST_PATTERNS = 50
PATTERN_LENGTH = 100


class EndpointState(models.TextChoices):
    """Whether an endpoint is told what happens."""

    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused: what happens waits for it"
    DISABLED = "disabled", "Disabled by Nexus"
    DELETED = "deleted", "Deleted, and soon gone"


class EndpointFilters(TypedDict, total=False):
    """What a list of endpoints can be narrowed to; None leaves it as it is."""

    state: str | None
    side: str | None


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints, as lists and the sender want them."""

    def by_state(self) -> dict[str, int]:
        """Count them by their state."""
        return dict(self.order_by().values_list("state").annotate(Count("pk")))

    def visible_to(self, actor: Actor) -> EndpointQuerySet:
        """Keep those of the owners that the actor runs; every one as an administrator."""
        there = self.exclude(state=EndpointState.DELETED)
        if actor.is_admin:
            return there
        mine = Q(pk__in=[])
        for side, owners in owners_run_by(actor).items():
            mine |= Q(side=side, owner__in=owners)
        return there.filter(mine)

    def told(self) -> EndpointQuerySet:
        """Keep those that deliveries are written for: all but the given up, and those of closed accounts."""
        open_ = Q(owner=None) | Q(owner__is_active=True)
        return self.filter(open_, state__in=[EndpointState.ACTIVE, EndpointState.PAUSED])

    def narrowed(self, **to: Unpack[EndpointFilters]) -> EndpointQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**given(to))

    def rows(self) -> models.QuerySet[Endpoint, Any]:
        """Give plain rows with what the API shows of an endpoint."""
        return self.values(
            "id", "side", "owner_id", "url", "description", "events", "state", "disabled_because",
            "failing_since", "delivered_at", "created_at", "updated_at",
        )  # fmt: skip

    def note_success(self, ids: list[Any], *, slow: bool, at: datetime) -> None:
        """Note that receivers took what they were sent; those that were slow stay in the slow lane."""
        self.filter(pk__in=ids).update(is_troubled=slow, failing_since=None, delivered_at=at)

    def note_failure(self, ids: list[Any], *, at: datetime) -> None:
        """Note that receivers failed, and since when they do."""
        since = models.functions.Coalesce("failing_since", models.Value(at))
        self.filter(pk__in=ids).update(is_troubled=True, failing_since=since)


class Endpoint(models.Model):
    """An address that is told what happens, as far as it concerns its owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    side = models.CharField(max_length=20, help_text="store, employer or site: what it can hear of.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="webhook_endpoints",
        help_text="Whose events it hears; none for the site's own, which hears all.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    url = models.CharField(max_length=LONGEST)
    description = models.CharField(max_length=200, blank=True, validators=[one_line])
    events = ArrayField(models.CharField(max_length=PATTERN_LENGTH), size=MOST_PATTERNS)
    state = models.CharField(max_length=8, choices=EndpointState.choices, default=EndpointState.ACTIVE)
    disabled_because = models.CharField(max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True, help_text="The first failure since it last took one.")
    is_troubled = models.BooleanField(
        default=False, help_text="It failed or was slow last: one delivery at a time, in the slow lane."
    )
    delivered_at = models.DateTimeField(null=True, help_text="When it last took one.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side=SITE, owner=None) | (~Q(side=SITE) & Q(owner__isnull=False)),
                name="endpoint_of_an_owner_or_the_site",
            ),
            models.CheckConstraint(condition=Q(state__in=EndpointState.values), name="endpoint_state_known"),
        ]
        indexes = [models.Index(fields=["state"], name="endpoint_by_state")]

    def __str__(self) -> str:
        return self.url

    def wants(self, fact: str) -> bool:
        """Tell whether it asked for facts of this name."""
        return any(fits(fact, pattern) for pattern in self.events)


class SecretQuerySet(models.QuerySet["Secret"]):
    """What deliveries are signed with."""

    def good(self, endpoint_ids: list[Any], *, at: datetime) -> dict[Any, list[str]]:
        """Give by endpoint the secrets that hold, the newest first."""
        found: dict[Any, list[str]] = {}
        holding = self.filter(Q(expires_at=None) | Q(expires_at__gt=at), endpoint__in=endpoint_ids)
        for secret in holding.order_by("-created_at", "-id"):
            found.setdefault(secret.endpoint_id, []).append(secret.value)
        return found


class Secret(models.Model):
    """What an endpoint knows us by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    value = EncryptedTextField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, help_text="Until when it holds beside a newer one.")

    objects = SecretQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Secret of {self.endpoint_id}"
