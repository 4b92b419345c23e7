"""What a file says of a product, as text, whichever format said it: nothing here is checked yet."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

import msgspec

# A file that is read another way than before says something new, and its products are merged again.
READING: Final = 2


class Fault(msgspec.Struct, frozen=True):
    """Why something of a file can't be taken: the line, and a sentence."""

    line: int
    reason: str


class VariantDraft(msgspec.Struct):
    """One variant, as a row says it."""

    line: int
    options: dict[str, str]
    sku: str
    price: str
    compare_at_price: str
    stock: str
    weight_grams: str


class ImageDraft(msgspec.Struct):
    """A picture's address, as a row says it."""

    line: int
    source_url: str
    alt: str


class ProductDraft(msgspec.Struct):
    """One product with its variants and pictures, as one or several rows say it.

    key: what the file calls it, stable from one file to the next. category: names from the root down.
    looked_at: what checking it ahead of its turn came to, where that was done.
    """

    line: int
    key: str
    name: str = ""
    description: str = ""
    brand: str = ""
    currency: str = ""
    status: str = ""
    category: list[str] = []
    attributes: dict[str, str] = {}
    variants: list[VariantDraft] = []
    images: list[ImageDraft] = []
    faults: list[Fault] = []
    looked_at: Any = None

    def fingerprint(self) -> UUID:
        """Sum up what is said, wherever in the file it stands: the same sum means that nothing changed."""
        said = [
            [READING, self.name, self.description, self.brand, self.currency, self.status],
            [self.category, self.attributes],
            [[v.options, v.sku, v.price, v.compare_at_price, v.stock, v.weight_grams] for v in self.variants],
            [[image.source_url, image.alt] for image in self.images],
        ]
        return UUID(bytes=blake2b(msgspec.msgpack.encode(said), digest_size=16).digest())
