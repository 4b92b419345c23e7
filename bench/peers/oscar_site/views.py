"""The API's own list and page of a product, with what Nexus shows and the API leaves to further requests.

All serializers are the API's; its list shows any field of its page by being told its name, except a price and
what is available, which it only links to.
"""

from oscar.core.loading import get_model
from oscarapi.serializers.checkout import PriceSerializer
from oscarapi.serializers.product import AvailabilitySerializer, ProductLinkSerializer, ProductSerializer
from oscarapi.views.product import ProductDetail, ProductList
from rest_framework import serializers

Product = get_model("catalogue", "Product")


class Offered(serializers.Serializer):
    """What the shop's strategy says of a product: its price and what is available."""

    price = serializers.SerializerMethodField()
    availability = serializers.SerializerMethodField()

    def _info(self, product):
        return self.context["request"].strategy.fetch_for_product(product)

    def get_price(self, product):
        """Show the price in place of a link to it."""
        return PriceSerializer(self._info(product).price).data

    def get_availability(self, product):
        """Show what is available in place of a link to it."""
        return AvailabilitySerializer(self._info(product).availability).data


class Card(Offered, ProductLinkSerializer):
    """A product in a list."""

    class Meta(ProductLinkSerializer.Meta):
        fields = (
            "url", "id", "title", "slug", "price", "availability", "categories", "attributes", "images",
            "date_created",
        )  # fmt: skip


class Page(Offered, ProductSerializer):
    """A product alone."""


def fetched_ahead():
    """Name what a product shows, so that a list takes a fixed number of queries, and none for nothing."""
    return (
        Product.objects.browsable()
        .prefetch_attribute_values()
        .prefetch_related("categories", "stockrecords", "images")
    )


class Products(ProductList):
    """The list, with a category, a price and a search: the API has none of them."""

    serializer_class = Card

    def get_queryset(self):
        """Filter as the query string asks."""
        asked, found = self.request.query_params, fetched_ahead()
        if "category" in asked:
            found = found.filter(
                categories__slug=asked["category"],
                stockrecords__price__gte=asked["min_price"],
                stockrecords__price__lte=asked["max_price"],
            ).order_by("stockrecords__price")
        if "search" in asked:  # what Haystack's simple backend does, of the title only
            found = found.filter(title__icontains=asked["search"])
        return found


class OneProduct(ProductDetail):
    """The page of a product."""

    serializer_class = Page

    def get_queryset(self):
        """Fetch ahead."""
        return fetched_ahead()
