from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.catalog.actions.variants import MOST_VARIANTS
from nexus.commerce.catalog.models import Product, Variant, VariantPrice
from nexus.commerce.catalog.models.fields import MOST_GRAMS, MOST_STOCK, SKU_LENGTH
from nexus.commerce.catalog.rest.fields import AttributesField, CategoryField, OptionsField
from nexus.kernel.api.ids import IdField

NOT_NEEDED: dict[str, Any] = {"required": False}
PICTURES_GO = "Pictures are sent by themselves, once the product is there: POST /api/products/{id}/images/."
# What one might expect to be taken with a product, and where it goes instead.
ELSEWHERE = {"variants": "Change each under the product's variants/.", "images": PICTURES_GO}


class VariantInput(serializers.ModelSerializer[Variant]):
    """What a seller says of a variant."""

    example: ClassVar[dict[str, Any]] = {
        "options": {"Size": "M"},
        "sku": "SHIRT-M",
        "price": "49.90",
        "stock": 12,
    }

    options = OptionsField(required=False)
    stock = serializers.IntegerField(min_value=0, max_value=MOST_STOCK, required=False)

    class Meta:
        model = Variant
        fields = ["options", "sku", "price", "compare_at_price", "stock", "weight_grams"]
        validators: ClassVar[list[Any]] = []  # doubled options and SKUs are the database's to tell


class FirstVariantInput(VariantInput):
    """What a seller says of a variant of a new product; without a price of its own it has the product's."""

    class Meta(VariantInput.Meta):
        extra_kwargs: ClassVar = {"price": NOT_NEEDED}


class ProductChanges(serializers.ModelSerializer[Product]):
    """What a seller may change of a product; price, stock and SKU where it has one variant only."""

    files_go: ClassVar[str] = PICTURES_GO
    example: ClassVar[dict[str, Any]] = {"price": "44.90", "stock": 20}

    category = CategoryField(required=False, allow_null=True)
    attributes = AttributesField(required=False)
    stock = serializers.IntegerField(min_value=0, max_value=MOST_STOCK, required=False)
    sku = serializers.CharField(max_length=SKU_LENGTH, allow_blank=True, required=False)
    weight_grams = serializers.IntegerField(min_value=0, max_value=MOST_GRAMS, required=False)

    class Meta:
        model = Product
        fields = [
            "name",
            "description",
            "category",
            "brand",
            "price",
            "compare_at_price",
            "currency",
            "stock",
            "sku",
            "weight_grams",
            "attributes",
            "is_featured",
        ]
        extra_kwargs: ClassVar = dict.fromkeys(["name", "price", "currency"], NOT_NEEDED)
        validators: ClassVar[list[Any]] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what belongs elsewhere, and would be passed over in silence."""
        misplaced = [name for name in ELSEWHERE if name in self.initial_data and name not in self.fields]
        if misplaced:
            raise serializers.ValidationError({name: [ELSEWHERE[name]] for name in misplaced})
        return attrs


class ProductInput(ProductChanges):
    """What a seller says of a new product: with one price and stock, or with variants."""

    example: ClassVar[dict[str, Any]] = {
        "name": "Linen Sheet",
        "description": "Light, for warm nights.",
        "category": "bedroom",
        "brand": "Nexus",
        "price": "49.90",
        "currency": "EUR",
        "stock": 12,
    }

    variants = serializers.ListField(
        child=FirstVariantInput(), required=False, allow_empty=False, max_length=MOST_VARIANTS
    )

    store = IdField(
        required=False,
        allow_null=True,
        help_text="The id of the store's seller, where you manage it for them; your own unless given.",
    )

    class Meta(ProductChanges.Meta):
        fields = [*ProductChanges.Meta.fields, "variants", "store"]
        extra_kwargs: ClassVar = dict.fromkeys(["price", "currency"], NOT_NEEDED)  # variants may be priced

    def to_internal_value(self, data: Any) -> Any:
        """Ask for a price beside whatever else is missing, unless each variant has its own."""
        if isinstance(data, Mapping):
            self.fields["price"].required = not _are_priced(self.fields["variants"].get_value(data))
        return super().to_internal_value(data)


def _are_priced(variants: Any) -> bool:
    if not isinstance(variants, list) or not variants:
        return False
    return all(isinstance(variant, Mapping) and "price" in variant for variant in variants)


class PriceInput(serializers.ModelSerializer[VariantPrice]):
    """What a variant costs in a further currency."""

    example: ClassVar[dict[str, Any]] = {"price": "44.90", "compare_at_price": None}

    class Meta:
        model = VariantPrice
        fields = ["price", "compare_at_price"]


class ImagesInput(serializers.Serializer[dict[str, Any]]):
    """Pictures of a product: one or several files."""

    example: ClassVar[dict[str, Any]] = {"images": ["(a file)"], "alt": "The shirt from the front"}

    images = serializers.ListField(child=serializers.FileField(), required=False, allow_empty=False)
    image = serializers.FileField(required=False, help_text="The same as `images`, for one file.")
    alt = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="What one sees, for those who don't."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Gather the files, whichever of the two names they came under."""
        single = attrs.pop("image", None)
        files = [*attrs.pop("images", []), *([single] if single else [])]
        if not files:
            raise serializers.ValidationError({"images": ["Send at least one file."]})
        return {"files": files, **attrs}
