from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import connection, models

from nexus.commerce.documents.models.kinds import DocumentKind

_BEGIN = """
    INSERT INTO documents_series (seller_id, kind, last) VALUES (%s, %s, 0)
    ON CONFLICT (seller_id, kind) DO NOTHING
"""


class SeriesQuerySet(models.QuerySet["Series"]):
    """Numbers of documents."""

    def locked(self, seller_id: UUID, kind: DocumentKind) -> Series:
        """Take a seller's series, begun where there was none; nobody else numbers until the commit.

        A transaction that is undone gives its number back with all else, so that none is ever left out.
        """
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [seller_id, kind])
        return self.select_for_update().get(seller=seller_id, kind=kind)


class Series(models.Model):
    """A seller's numbers for one kind of document: each is the next one, and none is ever left out."""

    id = models.BigAutoField(primary_key=True)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=11, choices=DocumentKind.choices)
    last = models.PositiveIntegerField(default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        ordering = ["seller", "kind"]
        constraints = [models.UniqueConstraint(fields=["seller", "kind"], name="document_series_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"

    def next_number(self) -> int:
        """Take the next number of a locked series."""
        self.last += 1
        self.save(update_fields=["last"])
        return self.last
