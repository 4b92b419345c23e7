"""What a product of a file must hold: asked of the API's own input fields, so that no rule is said twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, cast

from django.core.exceptions import ValidationError as ModelRefusal
from rest_framework.exceptions import ValidationError
from rest_framework.fields import Field, empty
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from nexus.commerce.catalog.actions import ProductFields, VariantFields
from nexus.commerce.catalog.actions.variants import MOST_VARIANTS, expect_same_options
from nexus.commerce.catalog.models import ProductImage, Status, Variant
from nexus.commerce.catalog.models.fields import whole_coins
from nexus.commerce.catalog.rest.serializers import ProductInput, VariantInput
from nexus.commerce.imports.drafts import Fault, ImageDraft, ProductDraft, VariantDraft
from nexus.commerce.imports.models.imported import KEY_LENGTH
from nexus.kernel.api.errors import Unprocessable

MOST_PICTURES: Final = 250
_REMEMBERED: Final = 4096  # prices, currencies, brands and sizes come again and again

_FIGURES: Final = ("price", "compare_at_price", "stock", "weight_grams")

Check = Callable[[Any], Any]


class Rules:
    """The rules of the catalogue, for one import."""

    def __init__(self) -> None:
        product, variant = ProductInput().fields, VariantInput().fields
        self._texts = {name: _of_text(product[name]) for name in ("name", "description")}
        self._texts |= {name: _remembering(product[name]) for name in ("brand", "currency")}
        self._attributes = _remembering_maps(product["attributes"])
        self._variant = {name: _remembering(variant[name]) for name in _FIGURES}
        self._variant["sku"] = _of_text(variant["sku"])
        self._options = _remembering_maps(variant["options"])
        fields = {field.name: field for field in ProductImage._meta.fields}
        self._image = {name: fields[name] for name in ("source_url", "alt")}

    def check(self, draft: ProductDraft) -> tuple[ProductFields, list[VariantFields]]:
        """Read what a draft says; what doesn't hold becomes its faults."""
        faults = draft.faults
        self._check_whole(draft)
        fields: Any = {
            name: _asked(check, getattr(draft, name), draft.line, name, faults)
            for name, check in self._texts.items()
        }
        attributes = tuple(draft.attributes.items())
        fields["attributes"] = _asked(self._attributes, attributes, draft.line, "attributes", faults)
        variants = [self._check_variant(variant, faults) for variant in draft.variants]
        for image in draft.images:
            self._check_image(image, faults)
        if not faults:
            _check_together(draft, variants)
            _check_coins(draft, variants, fields["currency"])
        return fields, variants

    def _check_whole(self, draft: ProductDraft) -> None:
        say = draft.faults.append
        if draft.name and not draft.key:
            say(Fault(draft.line, "handle: This field is required."))
        if len(draft.key) > KEY_LENGTH:
            say(Fault(draft.line, f"handle: Ensure this field has no more than {KEY_LENGTH} characters."))
        if draft.status and draft.status not in Status.values:
            say(Fault(draft.line, f"status: A product is {', '.join(Status.values)}."))
        if not draft.variants:
            say(Fault(draft.line, "price: This field is required."))
        if len(draft.variants) > MOST_VARIANTS:
            say(Fault(draft.line, f"A product has at most {MOST_VARIANTS} variants."))
        if len(draft.images) > MOST_PICTURES:
            say(Fault(draft.line, f"A product has at most {MOST_PICTURES} pictures."))

    def _check_variant(self, draft: VariantDraft, faults: list[Fault]) -> VariantFields:
        said = {
            "price": draft.price or empty,
            "compare_at_price": draft.compare_at_price or None,
            "stock": draft.stock,
            "weight_grams": draft.weight_grams,
            "sku": draft.sku,
        }
        fields = {
            name: _asked(self._variant[name], value, draft.line, name, faults) for name, value in said.items()
        }
        options = tuple(draft.options.items())
        fields["options"] = _asked(self._options, options, draft.line, "options", faults)
        return cast("VariantFields", fields)

    def _check_image(self, image: ImageDraft, faults: list[Fault]) -> None:
        for name, field in self._image.items():
            try:
                field.run_validators(getattr(image, name))
            except ModelRefusal as refusal:
                faults.append(Fault(image.line, f"image: {' '.join(refusal.messages)}"))


def _check_together(draft: ProductDraft, variants: Sequence[VariantFields]) -> None:
    try:
        expect_same_options(variant["options"] for variant in variants)
    except Unprocessable as refusal:
        draft.faults.append(Fault(draft.line, refusal.message))
    seen: set[Any] = set()
    for said, variant in zip(draft.variants, variants, strict=True):
        options = frozenset(variant["options"].items())
        for mark, constraint in ((options, "options"), (variant["sku"], "sku")):
            if mark != "" and mark in seen:
                draft.faults.append(Fault(said.line, _once_per_product(constraint)))
            seen.add(mark)


def _check_coins(draft: ProductDraft, variants: Sequence[VariantFields], currency: str) -> None:
    for said, variant in zip(draft.variants, variants, strict=True):
        try:
            whole_coins(variant["price"], variant["compare_at_price"], currency)
        except ModelRefusal as refusal:
            for name, sentences in refusal.message_dict.items():
                draft.faults.append(Fault(said.line, f"{name}: {' '.join(sentences)}"))


def _once_per_product(field: str) -> str:
    name = f"variant_{field}_once_per_product"
    constraint = next(constraint for constraint in Variant._meta.constraints if constraint.name == name)
    return f"{field}: {constraint.violation_error_message}"


def _asked(check: Check, value: Any, line: int, name: str, faults: list[Fault]) -> Any:
    try:
        return check(value)
    except ValidationError as refusal:
        faults.append(Fault(line, f"{name}: {' '.join(_sentences(refusal.detail))}"))
        return None


def _sentences(detail: Any) -> list[str]:
    if isinstance(detail, dict):
        return [sentence for inner in detail.values() for sentence in _sentences(inner)]
    return [str(sentence) for sentence in detail]


def _of_text(field: Field[Any, Any, Any, Any]) -> Check:
    # Decoded text holds no half characters, and looking for them is slower than all other checks.
    field.validators = [
        v for v in field.validators if not isinstance(v, ProhibitSurrogateCharactersValidator)
    ]
    return field.run_validation


def _remembering(field: Field[Any, Any, Any, Any]) -> Check:
    return lru_cache(_REMEMBERED)(field.run_validation)


def _remembering_maps(field: Field[Any, Any, Any, Any]) -> Check:
    @lru_cache(_REMEMBERED)
    def check(pairs: tuple[tuple[str, str], ...]) -> Any:
        return field.run_validation(dict(pairs))

    return check
