from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.notifications.kinds import DIGESTS, Frequency
from nexus.kernel.notifications.models.preference import FREQUENCIES

# How long a notification that was read can be looked at.
KEPT: Final = timedelta(days=90)
SWEPT_AT_ONCE: Final = 5_000

NEWEST: Final = ("-happened_at", "-id")

# In the order of accounts, so that two who tell the same ones wait for each other, never in a ring.
_WRITE = """
    INSERT INTO notifications_notification AS known
        (id, user_id, kind, title, text, link, about, quiet_key, count, in_app, email,
         created_at, happened_at)
    SELECT id, user_id, %s, title, text, link, about::jsonb, quiet_key, count, in_app, email, %s, %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::int[], %s::bool[], %s::text[])
        AS given (id, user_id, title, text, link, about, quiet_key, count, in_app, email)
    ORDER BY user_id, quiet_key
    ON CONFLICT (user_id, kind, quiet_key) WHERE read_at IS NULL AND quiet_key <> ''
    DO UPDATE SET title = excluded.title, text = excluded.text, link = excluded.link, about = excluded.about,
        count = known.count + excluded.count, in_app = excluded.in_app, happened_at = excluded.happened_at
    RETURNING id, user_id
"""
_END_QUIET = """
    UPDATE notifications_notification SET quiet_key = ''
    WHERE kind = %s AND read_at IS NULL AND created_at < %s
    AND (user_id, quiet_key) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))
"""
_COLUMNS: Final = (
    "id", "user_id", "title", "text", "link", "about", "quiet_key", "count", "in_app", "email",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writing:
    """A notification to be written; about: JSON."""

    id: UUID
    user_id: UUID
    title: str
    text: str
    link: str
    about: str
    quiet_key: str
    count: int
    in_app: bool
    email: Frequency


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a writing: a notification of its own, or one more of what is unread already."""

    notification_id: UUID
    user_id: UUID
    is_new: bool


class NotificationFilters(TypedDict, total=False):
    """What a list of notifications can be narrowed to; None leaves it as it is."""

    unread: bool | None
    kind: str | None


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, as lists, digests and the sweep want them."""

    def visible_to(self, actor: Actor) -> NotificationQuerySet:
        """Keep the actor's own, as far as it wants to see them: nobody reads another's."""
        return self.filter(user=actor.id, in_app=True) if actor.is_signed_in else self.none()

    def unread(self) -> NotificationQuerySet:
        """Keep what hasn't been read."""
        return self.filter(read_at=None)

    def narrowed(self, **to: Unpack[NotificationFilters]) -> NotificationQuerySet:
        """Keep what fits all of the filters that are given."""
        found = self
        if (unread := to.get("unread")) is not None:
            found = found.filter(read_at__isnull=unread)
        return found if to.get("kind") is None else found.filter(kind=to["kind"])

    def up_to(self, last: Notification) -> NotificationQuerySet:
        """Keep one and what came before it, in the order of the list."""
        earlier = Q(happened_at=last.happened_at, id__lte=last.pk)
        return self.filter(Q(happened_at__lt=last.happened_at) | earlier)

    def unmailed(self, *frequencies: Frequency) -> NotificationQuerySet:
        """Keep what has still to go out by e-mail, so often."""
        return self.filter(email__in=frequencies, mailed_at=None, read_at=None)

    def users(self) -> Sequence[UUID]:
        """Name whose they are."""
        return list(self.order_by("user").values_list("user", flat=True).distinct())

    def rows(self) -> models.QuerySet[Notification, dict[str, Any]]:
        """Give plain rows with what the API shows of a notification."""
        rows: models.QuerySet[Notification, dict[str, Any]] = self.values(*SHOWN)
        return rows

    def write(self, kind: str, writings: Collection[Writing], at: datetime) -> list[Told]:
        """Write notifications of a kind; where the same is unread already, that one is counted up."""
        columns = [[getattr(writing, name) for writing in writings] for name in _COLUMNS]
        given = {writing.id for writing in writings}
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [kind, at, at, *columns])
            return [Told(pk, user_id, pk in given) for pk, user_id in cursor.fetchall()]

    def end_quiet(self, kind: str, keys: Iterable[tuple[UUID, str]], before: datetime) -> None:
        """Have those of these accounts and quiet keys that are unread since before then gather no more."""
        users, quiet = zip(*keys, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_END_QUIET, [kind, before, list(users), list(quiet)])

    def let_out(self, user_id: UUID, kind: str, frequency: Frequency) -> None:
        """Have what an account has yet to get by e-mail of a kind go out so often, or never."""
        waiting = self.filter(user=user_id, kind=kind).unmailed(*Frequency)
        # Never one by one: what was gathered until now stays in its digest.
        if frequency != Frequency.IMMEDIATELY:
            waiting.update(email=frequency)

    def claim(self) -> list[Notification]:
        """Note these as mailed, and give those that nobody else has: whoever mails them holds their rows."""
        held = list(self.select_for_update(of=("self",)).select_related("user").order_by("kind", *NEWEST))
        self.model._default_manager.filter(pk__in=[one.pk for one in held]).update(mailed_at=timezone.now())
        return held

    def sweep(self) -> int:
        """Delete some of what was read, or shown nowhere, long ago; how many."""
        long_ago = timezone.now() - KEPT
        hidden = Q(in_app=False, created_at__lt=long_ago)
        some = self.filter(Q(read_at__lt=long_ago) | hidden).values("pk")[:SWEPT_AT_ONCE]
        return self.model._default_manager.filter(pk__in=some).delete()[0]


class Notification(models.Model):
    """What an account was told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=50)
    title = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    about = models.JSONField(default=dict, blank=True, help_text="Ids of what it tells of, by name.")
    quiet_key = models.CharField(max_length=200, blank=True, help_text="The same one gathers while unread.")
    count = models.PositiveIntegerField(default=1, help_text="How often it happened while it was unread.")
    in_app = models.BooleanField(default=True, help_text="Whether lists show it.")
    email = models.CharField(max_length=11, choices=FREQUENCIES, default=Frequency.NEVER.value)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    happened_at = models.DateTimeField(default=timezone.now, editable=False, help_text="The last time.")
    read_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = NEWEST
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "quiet_key"],
                condition=Q(read_at=None) & ~Q(quiet_key=""),
                name="notification_quiet_once",
            ),
            models.CheckConstraint(
                condition=Q(email__in=[value for value, _ in FREQUENCIES]), name="notification_email_known"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="notification_happened"),
        ]
        indexes = [
            models.Index(fields=["user", "happened_at", "id"], name="notification_of_user"),
            models.Index(
                fields=["user", "happened_at", "id"],
                condition=Q(read_at=None, in_app=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["email", "user"],
                condition=Q(mailed_at=None, read_at=None, email__in=[one.value for one in DIGESTS]),
                name="notification_to_gather",
            ),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="notification_read"),
            models.Index(fields=["created_at"], condition=Q(in_app=False), name="notification_hidden"),
        ]

    def __str__(self) -> str:
        return self.title


SHOWN: Final = (
    "id", "kind", "title", "text", "link", "about", "count", "created_at", "happened_at", "read_at",
)  # fmt: skip
