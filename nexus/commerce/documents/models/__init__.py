"""Invoices and credit notes, and the numbers that they take."""

from nexus.commerce.documents.models.contents import Contents
from nexus.commerce.documents.models.documents import Document
from nexus.commerce.documents.models.kinds import DocumentKind
from nexus.commerce.documents.models.series import Series

__all__ = ["Contents", "Document", "DocumentKind", "Series"]
