"""The marketplace's part of the GraphQL schema."""

import strawberry

from nexus.commerce.aftersales.graphql.schema import Mutation as AftersalesMutation, Query as AftersalesQuery
from nexus.commerce.cart.graphql.schema import Mutation as CartMutation, Query as CartQuery
from nexus.commerce.catalog.graphql.schema import Mutation as CatalogMutation, Query as CatalogQuery
from nexus.commerce.checkout.graphql.schema import Mutation as CheckoutMutation, Query as CheckoutQuery
from nexus.commerce.documents.graphql.schema import Query as DocumentsQuery
from nexus.commerce.fulfilment.graphql.schema import (
    Mutation as FulfilmentMutation,
    Query as FulfilmentQuery,
)
from nexus.commerce.inventory.graphql.schema import Mutation as InventoryMutation, Query as InventoryQuery
from nexus.commerce.ledger.graphql.schema import Mutation as LedgerMutation, Query as LedgerQuery
from nexus.commerce.orders.graphql.schema import Query as OrdersQuery
from nexus.commerce.orders.graphql.subscriptions import Subscription
from nexus.commerce.payments.graphql.schema import Mutation as PaymentsMutation, Query as PaymentsQuery
from nexus.commerce.promotions.graphql.schema import (
    Mutation as PromotionsMutation,
    Query as PromotionsQuery,
)
from nexus.commerce.shipping.graphql.schema import Mutation as ShippingMutation, Query as ShippingQuery
from nexus.commerce.stores.graphql.schema import Mutation as StoresMutation, Query as StoresQuery
from nexus.commerce.taxes.graphql.schema import Mutation as TaxesMutation, Query as TaxesQuery

__all__ = ["Mutation", "Query", "Subscription"]


@strawberry.type
class Query(
    CatalogQuery,
    InventoryQuery,
    StoresQuery,
    CartQuery,
    PromotionsQuery,
    ShippingQuery,
    TaxesQuery,
    LedgerQuery,
    OrdersQuery,
    CheckoutQuery,
    PaymentsQuery,
    FulfilmentQuery,
    AftersalesQuery,
    DocumentsQuery,
):
    """What one may ask of the marketplace."""


@strawberry.type
class Mutation(
    CatalogMutation,
    StoresMutation,
    InventoryMutation,
    CartMutation,
    PromotionsMutation,
    ShippingMutation,
    TaxesMutation,
    LedgerMutation,
    CheckoutMutation,
    FulfilmentMutation,
    AftersalesMutation,
    PaymentsMutation,
):
    """What one may do in the marketplace."""
