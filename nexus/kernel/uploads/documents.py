"""Documents from outside: what calls itself a PDF has to be one from its first byte to its end."""

from typing import Final

PDF: Final = "application/pdf"

_BEGINS: Final = b"%PDF-"
_ENDS: Final = b"%%EOF"
# How far before its end a PDF says that it ends (ISO 32000-1, annex H.3.4.4).
_TAIL: Final = 1_024


def claims_to_be_pdf(head: bytes) -> bool:
    """Tell whether a file's first bytes are a PDF's: no page or script stands in front of it."""
    return head.startswith(_BEGINS)


def is_whole_pdf(content: bytes) -> bool:
    """Tell whether a PDF is there to its end, with its table of contents where it says."""
    tail = content[-_TAIL:]
    return claims_to_be_pdf(content) and _ENDS in tail and b"startxref" in tail
