from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from nexus.kernel.kit.ids import new_id
from nexus.kernel.notifications.kinds import Frequency, Kind

FREQUENCIES: Final = [(one.value, one.value.capitalize()) for one in Frequency]

# Only those who can read it: an account that was closed or deleted meanwhile is told nothing.
_CHANNELS = """
    SELECT account.id, wish.in_app, wish.live, wish.email
    FROM accounts_user AS account
    LEFT JOIN notifications_preference AS wish ON wish.user_id = account.id AND wish.kind = %s
    WHERE account.id = ANY(%s) AND account.is_active
"""


@dataclass(frozen=True, slots=True)
class Channels:
    """How one account is told of one kind."""

    in_app: bool
    live: bool
    email: Frequency

    @classmethod
    def of(cls, kind: Kind) -> Channels:
        """Give those of an account that has no wish of its own."""
        return cls(kind.in_app, kind.live, kind.email)

    @property
    def are_open(self) -> bool:
        """Tell whether any of them is."""
        return bool(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """Name those that are open."""
        states = {"in_app": self.in_app, "live": self.live, "email": self.email != Frequency.NEVER}
        return tuple(name for name, is_open in states.items() if is_open)


class PreferenceQuerySet(models.QuerySet["Preference"]):
    """What accounts wish."""

    def channels(self, kind: Kind, user_ids: Collection[UUID]) -> dict[UUID, Channels]:
        """Give how each of these accounts is told of a kind; one that isn't active is left out."""
        usual = Channels.of(kind)
        with connection.cursor() as cursor:
            cursor.execute(_CHANNELS, [kind.name, list(user_ids)])
            return {
                user_id: usual if email is None else Channels(in_app, live, Frequency(email))
                for user_id, in_app, live, email in cursor.fetchall()
            }

    def wishes_of(self, user_id: UUID) -> dict[str, Channels]:
        """Give an account's own wishes, by kind."""
        rows = self.filter(user=user_id).values_list("kind", "in_app", "live", "email")
        return {kind: Channels(in_app, live, Frequency(email)) for kind, in_app, live, email in rows}

    def write(self, user_id: UUID, wishes: Mapping[str, Channels]) -> None:
        """Take down an account's wishes, each in the place of an earlier one."""
        rows = [
            Preference(user_id=user_id, kind=kind, in_app=to.in_app, live=to.live, email=to.email)
            for kind, to in sorted(wishes.items())
        ]
        changed = ["in_app", "live", "email"]
        self.bulk_create(rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=changed)


class Preference(models.Model):
    """How an account wants to be told of a kind, where that isn't as usual."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences", db_index=False
    )
    kind = models.CharField(max_length=50)
    in_app = models.BooleanField()
    live = models.BooleanField()
    email = models.CharField(max_length=11, choices=FREQUENCIES)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notification_preference_once"),
            models.CheckConstraint(
                condition=Q(email__in=[value for value, _ in FREQUENCIES]),
                name="notification_preference_email_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"
