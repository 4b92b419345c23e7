from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.events.models import Event
from nexus.kernel.webhooks.models.endpoints import Endpoint


class TailQuerySet(models.QuerySet["Tail"]):
    """How far the log has been read."""

    def everyones(self) -> Tail:
        """Give the place up to which deliveries were written for all; a new site begins at the end."""
        found = self.filter(endpoint=None).first()
        if found is None:
            self.bulk_create([Tail(position=Event.objects.last_settled())], ignore_conflicts=True)
            found = self.get(endpoint=None)
        return found

    def move(self, tail: Tail, position: int) -> bool:
        """Go on to a place, in the transaction that wrote what lies before; False where a rival was first."""
        return bool(self.filter(pk=tail.pk, position=tail.position).update(position=position))


class Tail(models.Model):
    """A reader of the log: everyone's, which follows its end, or one that reads a range again for one."""

    id = models.BigAutoField(primary_key=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, null=True, related_name="replays")
    position = models.BigIntegerField(help_text="All up to here has been read.")
    until = models.BigIntegerField(null=True, help_text="Where a replay ends.")
    since = models.DateTimeField(null=True, help_text="From when on a replay was asked for.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TailQuerySet.as_manager()

    class Meta:
        verbose_name = "place in the log"
        verbose_name_plural = "places in the log"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(endpoint=None), name="one_tail_for_everyone"
            ),
            models.CheckConstraint(
                condition=Q(endpoint=None, until=None) | Q(endpoint__isnull=False, until__isnull=False),
                name="a_replay_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id or 'everyone'} at {self.position}"
