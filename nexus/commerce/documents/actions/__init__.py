"""Issuing what the law asks for of a sale and of a refund."""

from nexus.commerce.documents.actions.credits import issue_credit_note
from nexus.commerce.documents.actions.invoices import issue_invoices

__all__ = ["issue_credit_note", "issue_invoices"]
