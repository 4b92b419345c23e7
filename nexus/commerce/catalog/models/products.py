from __future__ import annotations

from typing import Any, Unpack
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.text import slugify

from nexus.commerce.catalog.models.choices import Status
from nexus.commerce.catalog.models.fields import (
    ABOVE_ZERO,
    BRAND_LENGTH,
    NAME_LENGTH,
    TEXT_LENGTH,
    above_zero,
    compare_at_is_sound,
)
from nexus.commerce.catalog.models.filters import ProductFilters, conditions
from nexus.commerce.catalog.models.rows import CARDS, DETAILS, PAGES
from nexus.commerce.stores.models import Member, StoreRole, of_stores_run_by
from nexus.kernel.database.literal import Literal
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS
from nexus.kernel.kit.texts import one_line
from nexus.kernel.search.columns import SearchableQuerySet, search_column
from nexus.kernel.taxonomy.models import Category

_LIVE = Q(status=Literal(Status.ACTIVE.value))
_INDEXED = Q(status=Status.ACTIVE)


class ProductQuerySet(SearchableQuerySet["Product"]):
    """Products, as lists, pages and actions want them."""

    def live(self) -> ProductQuerySet:
        """Keep what is public: the one predicate for it."""
        return self.filter(_LIVE)

    def visible_to(self, actor: Actor) -> ProductQuerySet:
        """Keep what is public or of a store that the actor manages; administrators see everything."""
        if actor.is_admin:
            return self
        return self.filter(_LIVE | of_stores_run_by(actor, StoreRole.MANAGER))

    def owned_by(self, actor: Actor) -> ProductQuerySet:
        """Keep what is of the stores that the actor manages, on sale or not."""
        # Their ids first: the index on a seller's products then gives the page in its order.
        managed = Member.objects.of_actor(actor, StoreRole.MANAGER).values_list("store", flat=True)
        return self.filter(seller__in=[actor.id, *managed]) if managed else self.filter(seller=actor.id)

    def kept(self) -> ProductQuerySet:
        """Keep what wasn't taken off by its seller: only that can be changed."""
        return self.exclude(status=Status.ARCHIVED)

    def narrowed(self, **to: Unpack[ProductFilters]) -> ProductQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(*conditions(to))

    def cards(self) -> models.QuerySet[Product, Any]:
        """Give plain rows with what a list shows of a product."""
        return CARDS.of(self)

    def details(self) -> models.QuerySet[Product, Any]:
        """Give plain rows with what a product says of itself beyond its card."""
        return DETAILS.of(self)

    def pages(self) -> models.QuerySet[Product, Any]:
        """Give plain rows with all that a product's page shows, its variants and images in them."""
        return PAGES.of(self)


class Product(models.Model):
    """A thing for sale. Its prices are its cheapest variant's, kept here for filters and orderings."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="products", db_index=False
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="products"
    )
    name = models.CharField(max_length=NAME_LENGTH, validators=[one_line])
    slug = models.SlugField(
        max_length=NAME_LENGTH, db_index=False, help_text="Made from the name when it isn't given."
    )
    description = models.TextField(max_length=TEXT_LENGTH, blank=True)
    brand = models.CharField(max_length=BRAND_LENGTH, blank=True, validators=[one_line])
    attributes = models.JSONField(default=dict, blank=True, help_text='Such as {"Material": "cotton"}.')
    currency = models.CharField(max_length=3, validators=[known_currency], help_text="ISO 4217.")
    price = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES, validators=[above_zero])
    compare_at_price = models.DecimalField(
        max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES, null=True, blank=True, validators=[above_zero]
    )
    is_featured = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    # Sorts as people do, whatever the case: by code point, 'iPhone' would come behind 'Zebra'.
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=NAME_LENGTH), db_persist=True
    )
    search = search_column(a="name", b="brand", c="description")
    SEARCHED = ("name", "brand", "description")

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["created_at", "id"], condition=_INDEXED, name="product_live_by_age"),
            models.Index(fields=["price", "id"], condition=_INDEXED, name="product_live_by_price"),
            models.Index(fields=["name_key", "id"], condition=_INDEXED, name="product_live_by_name"),
            models.Index(
                fields=["category", "created_at", "id"],
                condition=_INDEXED,
                name="product_live_category_by_age",
            ),
            models.Index(
                fields=["category", "price", "id"], condition=_INDEXED, name="product_live_category_by_price"
            ),
            models.Index(
                fields=["created_at", "id"],
                condition=_INDEXED & Q(is_featured=True),
                name="product_live_featured_by_age",
            ),
            models.Index(
                Upper("brand"), "created_at", "id", condition=_INDEXED, name="product_live_brand_by_age"
            ),
            models.Index(fields=["seller", "created_at", "id"], name="product_seller_by_age"),
            GinIndex(fields=["search"], condition=_INDEXED, name="product_live_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gt=0), name="product_price_above_zero", violation_error_message=ABOVE_ZERO
            ),
            models.CheckConstraint(
                condition=compare_at_is_sound(),
                name="product_compare_at_price_above_zero",
                violation_error_message="A compare-at price is greater than 0, or not there.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                name="product_currency_is_a_code",
                violation_error_message="Give the currency as its ISO 4217 code, such as USD.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="product_status_is_known",
                violation_error_message="A product is active, draft or archived.",
            ),
            models.UniqueConstraint(
                fields=["seller", "slug"],
                name="product_slug_once_per_seller",
                violation_error_message="This seller has a product with this slug already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_slug(self) -> None:
        """Make the slug from the name; a second product of the same name gets its id's end behind it."""
        slug = self.plain_slug(self.name)
        is_taken = Product.objects.filter(seller=self.seller_id, slug=slug).exists()
        self.slug = self.slug_beside(slug, self.id) if is_taken else slug

    @staticmethod
    def plain_slug(name: str) -> str:
        """Give the slug that a name makes, where the seller has no other product of it."""
        return slugify(name)[: NAME_LENGTH - 13].strip("-") or "product"

    @staticmethod
    def slug_beside(taken: str, product_id: UUID) -> str:
        """Give the slug of a further product of the same name."""
        return f"{taken}-{product_id.hex[-12:]}"

    @property
    def searched_texts(self) -> list[str]:
        """List the texts that a search looks into."""
        return [getattr(self, name) for name in self.SEARCHED]

    def take_prices(self) -> None:
        """Take over the prices of the cheapest variant."""
        cheapest = self.variants.order_by("price", "position", "id").first()
        if cheapest is not None:
            self.price, self.compare_at_price = cheapest.price, cheapest.compare_at_price
