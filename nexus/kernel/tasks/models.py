from __future__ import annotations

from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

# Longer than any broker keeps a message that it might hand out again.
KEPT = timedelta(days=7)

_CLAIM = "INSERT INTO tasks_donetask (key, done_at) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING"


class DoneTaskQuerySet(models.QuerySet["DoneTask"]):
    """Tasks that were done and mustn't be done again."""

    def claim(self, key: str) -> bool:
        """Take a task, in the transaction of its work; False where it is done. A rival waits for us here."""
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [key, timezone.now()])
            return bool(cursor.rowcount)

    def outlived(self) -> DoneTaskQuerySet:
        """Keep those of which no message can be left."""
        return self.filter(done_at__lt=timezone.now() - KEPT)


class DoneTask(models.Model):
    """That a task was done, written in the transaction of its work."""

    key = models.CharField(max_length=255, primary_key=True)
    done_at = models.DateTimeField(default=timezone.now)

    objects = DoneTaskQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["done_at"], name="done_task_age")]

    def __str__(self) -> str:
        return self.key
