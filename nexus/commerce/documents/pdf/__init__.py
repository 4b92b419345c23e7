"""Documents on paper: drawn with reportlab from what was frozen when they were issued."""

from nexus.commerce.documents.pdf.paper import draw

__all__ = ["draw"]
