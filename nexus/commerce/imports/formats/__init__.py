"""The formats that are read: which one a file is in is told by its header."""

from typing import Final

from nexus.commerce.imports.exceptions import UnreadableFile
from nexus.commerce.imports.formats.columns import Columns
from nexus.commerce.imports.formats.own import OwnFormat
from nexus.commerce.imports.formats.shopify import ShopifyFormat

Format = ShopifyFormat | OwnFormat

_KINDS: Final = (ShopifyFormat, OwnFormat)


def format_of(header: list[str]) -> Format:
    """Tell the format by the header; UnreadableFile when it is none of ours, or lacks a column."""
    columns = Columns(header)
    for kind in _KINDS:
        if columns.has(*kind.signs):
            return kind(columns)
    raise UnreadableFile(
        "This is no CSV of products: the first line names neither Shopify's columns (Handle, Title, "
        "Variant Price, …) nor ours (name, price, …)."
    )
