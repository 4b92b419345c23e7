"""A font for invoices that isn't there stops the start."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def invoice_fonts_are_there(**_: Any) -> Sequence[Error]:
    """Hold NEXUS_INVOICE_FONTS to files that are there; reportlab reads them when the first PDF is drawn."""
    return [
        Error(f"NEXUS_INVOICE_FONTS names {file}, which is no file.", id="documents.E001")
        for file in settings.INVOICE_FONTS
        if not Path(file).is_file()
    ]
