from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import ProtectedError

from nexus.commerce.catalog.actions import ProductFields, VariantFields
from nexus.commerce.catalog.actions.saving import AREA
from nexus.commerce.catalog.events import ProductChanged, ProductCreated
from nexus.commerce.catalog.models import Product, ProductImage, Status, Variant
from nexus.commerce.imports.building import Checked, Rows, build
from nexus.commerce.imports.categories import CategoryBook
from nexus.commerce.imports.checking import Rules
from nexus.commerce.imports.drafts import Fault, ProductDraft
from nexus.commerce.imports.models import ImportedProduct
from nexus.commerce.imports.models.imported import Known
from nexus.commerce.inventory.actions import let_go, set_stocks
from nexus.commerce.inventory.models import MovementKind
from nexus.commerce.stores.actions import open_store
from nexus.kernel.access import require
from nexus.kernel.api.errors import NexusError, NotAuthenticated
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.database.copying import insert, merge, refuse_loose_ends
from nexus.kernel.database.turns import wait_for_turn
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.search.vocabulary import learn

OF_PRODUCT = (
    "name",
    "description",
    "brand",
    "attributes",
    "category_id",
    "currency",
    "price",
    "compare_at_price",
    "status",
    "updated_at",
)
OF_VARIANT = ("sku", "price", "compare_at_price", "position", "weight_grams")
OF_IMAGE = ("alt", "position")
OF_IMPORTED = ("fingerprint",)


@dataclass
class Tally:
    """What became of a file's products."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def products(self) -> int:
        """Count them all."""
        return self.created + self.updated + self.unchanged + self.rejected


class ProductImport:
    """One seller's import: takes products by the hundred, each lot in a transaction of its own.

    A lot is written whole or not at all, so an import that is cut off has lost at most one lot, and the next
    run of the same file does the rest. What the file says as it did before is left alone, whatever the seller
    or a sale has changed of it here since.
    """

    def __init__(self, actor: Actor, *, currency: str = "", dry_run: bool = False) -> None:
        require(actor, "catalog.add_product")
        if actor.id is None:
            raise NotAuthenticated
        self.tally = Tally()
        open_store(actor.id)
        self._actor, self._seller_id, self._dry_run = actor, actor.id, dry_run
        self._currency = currency or settings.DEFAULT_CURRENCY
        self._rules, self._categories = Rules(), CategoryBook(actor)
        self._seen: set[int] = set()
        self._is_news = True

    def look_at(self, drafts: Sequence[ProductDraft]) -> None:
        """Check a lot ahead of its turn, on any thread; not where the file says little that is new."""
        for draft in drafts if self._is_news else ():
            if not draft.faults:
                self._fill_in(draft)
                draft.looked_at = (*self._rules.check(draft), draft.faults)
                draft.faults = []  # they are told in its turn, if it comes to that

    def take(self, drafts: Sequence[ProductDraft]) -> list[Fault]:
        """Merge a lot of products into the catalogue, and tell what is wrong with those that can't be."""
        with transaction.atomic():
            wait_for_turn(f"products of {self._seller_id}")
            sound = self._once(drafts)
            news = self._news(sound)
            self._is_news = len(news) * 2 > len(sound)
            written = self._write(self._checked(news))
            if self._dry_run:
                transaction.set_rollback(True)
                self._categories.forget()
        self.tally.created += sum(checked.known is None for checked in written)
        self.tally.updated += sum(checked.known is not None for checked in written)
        self.tally.unchanged += len(sound) - len(news)
        self.tally.rejected += sum(bool(draft.faults) for draft in drafts)
        return [fault for draft in drafts for fault in draft.faults]

    def _once(self, drafts: Sequence[ProductDraft]) -> list[ProductDraft]:
        for draft in drafts:
            self._fill_in(draft)
            mark = hash(draft.key)  # of a million names, the sums still fit into memory
            if draft.key and mark in self._seen:
                draft.faults.append(
                    Fault(draft.line, "This handle stood further up: keep its rows together.")
                )
            self._seen.add(mark)
        return [draft for draft in drafts if not draft.faults]

    def _news(self, drafts: Sequence[ProductDraft]) -> list[tuple[ProductDraft, UUID, Known | None]]:
        before = ImportedProduct.objects.known(self._seller_id, [draft.key for draft in drafts])
        compared = [(draft, draft.fingerprint(), before.get(draft.key)) for draft in drafts]
        return [news for news in compared if not _is_known(*news)]

    def _checked(self, news: Sequence[tuple[ProductDraft, UUID, Known | None]]) -> list[Checked]:
        checked = []
        for draft, fingerprint, known in news:
            fields, variants = self._check(draft)
            if draft.faults:
                continue
            try:
                category = self._categories.find(draft.category)
            except ValidationError as refusal:
                draft.faults.append(Fault(draft.line, " ".join(refusal.messages)))
            else:
                checked.append(Checked(draft, fingerprint, known, fields, variants, category))
        return checked

    def _fill_in(self, draft: ProductDraft) -> None:
        draft.currency = draft.currency or self._currency

    def _check(self, draft: ProductDraft) -> tuple[ProductFields, list[VariantFields]]:
        if draft.looked_at is None:
            return self._rules.check(draft)
        fields, variants, draft.faults = draft.looked_at
        return fields, variants

    def _write(self, lot: list[Checked], *, is_last_try: bool = False) -> list[Checked]:
        """Write a lot; where the database refuses it, half of it each, until what is refused stands alone.

        Alone it is tried once more: what came meanwhile may have the slug that was made for it.
        """
        try:
            with transaction.atomic(), constraints_of(Product), constraints_of(Variant):
                self._merge(lot)
        except (NexusError, IntegrityError, DataError, ProtectedError) as refusal:
            if len(lot) > 1:
                middle = len(lot) // 2
                return self._write(lot[:middle]) + self._write(lot[middle:])
            if not is_last_try:
                return self._write(lot, is_last_try=True)
            lot[0].draft.faults.append(Fault(lot[0].draft.line, _sentence(refusal)))
            return []
        return lot

    def _merge(self, lot: Sequence[Checked]) -> None:
        if not lot:
            return
        rows = build(self._seller_id, lot)
        stocks = {variant["id"]: variant["stock"] for variant in rows.variants}
        # Products, then stock, then variants: the order in which everyone locks them.
        if any(checked.known for checked in lot):
            merge(Product, rows.products, changing=OF_PRODUCT)
            _make_room([checked.known.product_id for checked in lot if checked.known], rows)
            set_stocks(self._actor, self._seller_id, stocks, kind=MovementKind.IMPORTED)
            merge(Variant, rows.variants, changing=OF_VARIANT)
            merge(ProductImage, rows.images, changing=OF_IMAGE)
            merge(ImportedProduct, rows.imported, changing=OF_IMPORTED)
        else:
            insert(Product, rows.products)
            set_stocks(self._actor, self._seller_id, stocks, kind=MovementKind.IMPORTED)
            insert(Variant, rows.variants)
            insert(ProductImage, rows.images)
            insert(ImportedProduct, rows.imported)
        refuse_loose_ends()
        learn(AREA, [row[name] for row in rows.products for name in Product.SEARCHED])
        facts = [
            ProductChanged(row["id"]) if checked.known else ProductCreated(row["id"])
            for checked, row in zip(lot, rows.products, strict=True)
        ]
        publish(*facts, actor=self._actor)
        bump("catalog")


def _is_known(draft: ProductDraft, fingerprint: UUID, known: Known | None) -> bool:
    if known is None or known.fingerprint != fingerprint:
        return False
    # Who imports again what was taken off wants it back.
    return known.status != Status.ARCHIVED or draft.status == Status.ARCHIVED


def _make_room(product_ids: Sequence[UUID], rows: Rows) -> None:
    """Take away what the file no longer names of these products, but no picture that was uploaded here."""
    if not product_ids:
        return
    skus = {variant["id"]: variant["sku"] for variant in rows.variants}
    there = Variant.objects.filter(product__in=product_ids).values_list("pk", "sku")
    gone = [variant_id for variant_id, _ in there if variant_id not in skus]
    let_go(gone)
    Variant.objects.filter(pk__in=gone).delete()
    # Two variants may have changed their numbers for each other's.
    renamed = [variant_id for variant_id, sku in there if sku != skus.get(variant_id, sku)]
    Variant.objects.filter(pk__in=renamed).update(sku="")
    links = ProductImage.objects.filter(product__in=product_ids, full="")
    links.exclude(pk__in=[image["id"] for image in rows.images]).delete()


def _sentence(refusal: Exception) -> str:
    if isinstance(refusal, NexusError):
        return refusal.message
    if isinstance(refusal, ProtectedError):
        return "A variant that is in use can't be taken away."
    return f"The database refuses it: {str(refusal).splitlines()[0]}."
