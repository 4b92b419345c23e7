from django.db import models


class DocumentKind(models.TextChoices):
    """What a document is."""

    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


PREFIXES = {DocumentKind.INVOICE: "INV", DocumentKind.CREDIT_NOTE: "CN"}


def called(kind: str, number: int) -> str:
    """Give the number that people use for a document, such as INV-000001."""
    return f"{PREFIXES[DocumentKind(kind)]}-{number:06d}"
