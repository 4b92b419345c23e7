from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.taxonomy.rest.shapes import CategoryRef

Row = dict[str, Any]

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_PICTURE = "http://localhost:8000/media/images/3f/3f6c1e7d908a530b6f1f3f9e10aa00bb-card.webp"
_CARD: Row = {
    "id": _ID,
    "name": "Linen Shirt",
    "slug": "linen-shirt",
    "price": "49.90",
    "currency": "EUR",
    "compare_at_price": None,
    "stock": 12,
    "in_stock": True,
    "category": {"id": 1, "name": "Shirts", "slug": "shirts"},
    "seller": {"id": _ID, "username": "nexus_outfitters"},
    "brand": "Nexus",
    "image": _PICTURE,
    "is_featured": False,
    "created_at": "2026-11-21T09:30:00Z",
}


class PriceShape(msgspec.Struct):
    """What a variant costs in a further currency."""

    example: ClassVar[Row] = {"currency": "USD", "price": "54.90", "compare_at_price": None}

    currency: str
    price: Decimal
    compare_at_price: Decimal | None


class VariantShape(msgspec.Struct):
    """A variant as the API shows it."""

    example: ClassVar[Row] = {
        "id": _ID,
        "options": {"Size": "M"},
        "sku": "SHIRT-M",
        "price": "49.90",
        "compare_at_price": None,
        "stock": 12,
        "in_stock": True,
        "weight_grams": 300,
        "prices": [PriceShape.example],
    }

    id: UUID
    options: dict[str, str]
    sku: str
    price: Decimal
    compare_at_price: Decimal | None
    stock: int
    in_stock: bool
    weight_grams: int
    prices: list[PriceShape]

    @classmethod
    def of(cls, row: Row) -> "VariantShape":
        """Read a row of `Variant.objects.rows()`."""
        return cls(
            row["id"],
            row["options"],
            row["sku"],
            row["price"],
            row["compare_at_price"],
            row["stock"],
            row["stock"] > 0,
            row["weight_grams"],
            msgspec.convert(row["further_prices"], list[PriceShape]),
        )


class ImageShape(msgspec.Struct):
    """A picture in three sizes; an imported one that isn't fetched yet has its `source_url` only."""

    example: ClassVar[Row] = {
        "id": _ID,
        "url": _PICTURE.replace("card", "full"),
        "position": 0,
        "alt": "",
        "thumb": _PICTURE.replace("card", "thumb"),
        "card": _PICTURE,
        "full": _PICTURE.replace("card", "full"),
        "width": 1600,
        "height": 1200,
        "source_url": None,
    }

    id: UUID
    url: str
    position: int
    alt: str
    thumb: str | None
    card: str | None
    full: str | None
    width: int | None
    height: int | None
    source_url: str | None

    @classmethod
    def of(cls, row: Row, media: str) -> "ImageShape":
        """Read a row of `ProductImage.objects.rows()`."""
        return cls(
            row["id"],
            address(media, row["full"]) or row["source_url"],
            row["position"],
            row["alt"],
            address(media, row["thumb"]),
            address(media, row["card"]),
            address(media, row["full"]),
            row["width"],
            row["height"],
            row["source_url"] or None,
        )


class ProductCard(msgspec.Struct):
    """A product as lists show it."""

    example: ClassVar[Row] = _CARD

    id: UUID
    name: str
    slug: str
    price: Decimal
    currency: str
    compare_at_price: Decimal | None
    stock: int
    in_stock: bool
    category: CategoryRef | None
    seller: UserRef
    brand: str
    image: str | None
    is_featured: bool
    created_at: datetime

    @classmethod
    def of(cls, row: Row, media: str) -> "ProductCard":
        """Read a row of `Product.objects.cards()`; media: where the addresses of files begin."""
        return cls(*_card(row, media))


class OwnProductCard(ProductCard):
    """A product as its seller's own list shows it."""

    example: ClassVar[Row] = _CARD | {"status": "active"}

    status: str

    @classmethod
    def of(cls, row: Row, media: str) -> "OwnProductCard":
        """Read a row of `Product.objects.cards()`."""
        return cls(*(*_card(row, media), row["status"]))


class ProductShape(ProductCard):
    """A product as its own page shows it."""

    example: ClassVar[Row] = _CARD | {
        "description": "Light, for warm evenings.",
        "attributes": {"Material": "linen"},
        "variants": [VariantShape.example],
        "images": [ImageShape.example],
        "status": "active",
        "updated_at": "2026-11-21T09:30:00Z",
    }

    description: str
    attributes: dict[str, str | int | float | bool]
    variants: list[VariantShape]
    images: list[ImageShape]
    status: str
    updated_at: datetime

    @classmethod
    def whole(
        cls, row: Row, variants: list[VariantShape], images: list[ImageShape], media: str
    ) -> "ProductShape":
        """Read a row of `Product.objects.pages()`, with what hangs on it."""
        rest = (row["description"], row["attributes"], variants, images, row["status"], row["updated_at"])
        return cls(*(*_card(row, media), *rest))


def address(media: str, name: str | None) -> str | None:
    """Give a file's address; none where there is no file."""
    return media + name if name else None


def _card(row: Row, media: str) -> tuple[Any, ...]:
    return (
        row["id"],
        row["name"],
        row["slug"],
        row["price"],
        row["currency"],
        row["compare_at_price"],
        row["stock"],
        row["stock"] > 0,
        CategoryRef.of(row),
        UserRef(row["seller_id"], row["seller__username"]),
        row["brand"],
        address(media, row["image"]),
        row["is_featured"],
        row["created_at"],
    )
