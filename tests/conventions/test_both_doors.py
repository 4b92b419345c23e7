"""What one may do over REST one may do over GraphQL: the same actions behind both doors."""

import inspect
import sys
from collections.abc import Callable, Iterator
from types import CodeType

import pytest
from django.conf import settings
from graphql import GraphQLInputObjectType, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.utils.str_converters import to_camel_case

from nexus.config.schema import schema
from nexus.kernel.api.operations import Operation
from tests.conventions.routes import Route, name_of, operations

# The shop and the job board, and the tree that both file things under.
ROOMS = ("nexus.commerce.", "nexus.jobs.", "nexus.kernel.taxonomy.")

# What is done by no mutation, and why.
NO_MUTATION = {
    "/api/products/<uuid:product_id>/images/": "files are sent as multipart, and GraphQL takes JSON only",
    "/api/payments/webhooks/<slug:provider>/": "spoken by payment providers, who know no schema of ours",
    "/api/checkout/quote/": "it only asks: the query checkoutQuote",
}

# What each reading of the API is called there.
QUERIES = {
    "/api/applications/": "applications",
    "/api/applications/<int:application_id>/": "application",
    "/api/applications/employer/": "receivedApplications",
    "/api/applications/seeker/": "applications",
    "/api/balance/": "balance",
    "/api/cart/": "cart",
    "/api/categories/": "categories",
    "/api/categories/<int:category_id>/": "category",
    "/api/categories/<int:category_id>/products/": "products",
    "/api/coupons/": "coupons",
    "/api/coupons/<uuid:coupon_id>/": "coupon",
    "/api/documents/<uuid:document_id>/": "document",
    "/api/jobs/": "jobs",
    "/api/jobs/<int:job_id>/": "job",
    "/api/jobs/mine/": "ownJobs",
    "/api/orders/": "orders",
    "/api/orders/<uuid:order_id>/": "order",
    "/api/orders/<uuid:order_id>/history/": "order",
    "/api/orders/<uuid:order_id>/invoices/": "invoices",
    "/api/orders/<uuid:order_id>/payments/": "orderPayments",
    "/api/orders/<uuid:order_id>/refunds/": "orderRefunds",
    "/api/orders/<uuid:order_id>/shipments/": "orderShipments",
    "/api/payments/<uuid:payment_id>/": "payment",
    "/api/payout-account/": "payoutAccount",
    "/api/payout-batches/": "payoutBatches",
    "/api/payout-batches/<uuid:batch_id>/": "payoutBatch",
    "/api/payout-batches/<uuid:batch_id>/skipped/": "payoutSkips",
    "/api/payouts/": "payouts",
    "/api/payouts/<uuid:payout_id>/": "payout",
    "/api/products/": "products",
    "/api/products/<uuid:product_id>/": "product",
    "/api/products/featured/": "products",
    "/api/products/mine/": "ownProducts",
    "/api/products/search/": "products",
    "/api/returns/": "returns",
    "/api/returns/<uuid:return_id>/": "return",
    "/api/sales/": "sales",
    "/api/sales/<uuid:part_id>/": "sale",
    "/api/sales/<uuid:part_id>/refunds/": "saleRefunds",
    "/api/sales/<uuid:part_id>/shipments/": "saleShipments",
    "/api/sales/figures/": "salesFigures",
    "/api/sales/returns/": "saleReturns",
    "/api/shipments/<uuid:shipment_id>/": "shipment",
    "/api/shipping-methods/": "shippingMethods",
    "/api/shipping-methods/<uuid:method_id>/": "shippingMethod",
    "/api/shipping-methods/mine/": "ownShippingMethods",
    "/api/statement/": "statement",
    "/api/stock/": "stock",
    "/api/stock/<int:stock_item_id>/": "stockItem",
    "/api/stock/<int:stock_item_id>/movements/": "stockMovements",
    "/api/store/": "ownStore",
    "/api/store/members/": "storeMembers",
    "/api/stores/<uuid:store_id>/": "store",
    "/api/tax-rules/": "taxRules",
    "/api/tax-rules/<uuid:rule_id>/": "taxRule",
    "/api/warehouses/": "warehouses",
    "/api/warehouses/<uuid:warehouse_id>/": "warehouse",
}

PAGED = {"page", "page_size", "cursor"}  # a connection's own arguments
# What is called otherwise there.
CALLED = {("/api/store/", "store"): "id", ("/api/products/search/", "q"): "search"}


def _declared(route: Route, method: str) -> Operation:
    told = route.operation(method)
    assert told is not None
    return told


OURS = [(route, method) for route, method in operations() if route.view.__module__.startswith(ROOMS)]
WRITES = [(route, method) for route, method in OURS if method != "get" and route.path not in NO_MUTATION]
READS = [(route, method) for route, method in OURS if method == "get" and not _declared(route, method).file]


def _named_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named_in(constant)


def actions_of(function: Callable[..., object]) -> set[str]:
    """Every action that a view or a resolver calls, itself or by its own module's functions."""
    function = inspect.unwrap(function)
    home, found = sys.modules[function.__module__], set[str]()
    for name in _named_in(function.__code__):
        called = getattr(home, name, None) or _of_package(home, name)
        if not inspect.isfunction(called) or called is function:
            continue
        if ".actions" in called.__module__:
            found.add(f"{called.__module__.partition('.actions')[0]}.{called.__name__}")
        elif called.__module__ == home.__name__:
            found |= actions_of(called)
    return found


def _of_package(home: object, name: str) -> object:
    """What is called through its package: `actions.cancel_order`."""
    return getattr(getattr(home, "actions", None), name, None)


def _mutations() -> dict[str, set[str]]:
    kind = schema.types.mutation_type
    assert kind is not None
    resolvers = {
        name: field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].base_resolver
        for name, field in kind.fields.items()
    }
    return {name: actions_of(resolver.wrapped_func) for name, resolver in resolvers.items() if resolver}


MUTATIONS = _mutations()


@pytest.mark.parametrize(("route", "method"), WRITES, ids=name_of)
def test_a_write_has_its_mutation_on_the_same_actions(route, method):
    actions = actions_of(getattr(route.view, method))

    assert actions, "a write that calls no action"
    assert [name for name, called in MUTATIONS.items() if actions <= called], (
        f"No mutation calls {', '.join(sorted(actions))}: give it one, or say in NO_MUTATION why not."
    )


@pytest.mark.parametrize(("route", "method"), WRITES, ids=name_of)
def test_a_mutation_takes_what_the_write_takes(route, method):
    body, actions = _declared(route, method).body, actions_of(getattr(route.view, method))
    said = body().fields.items() if body else ()
    taken = {to_camel_case(name) for name, field in said if not field.read_only}

    kind = schema.types.mutation_type
    assert kind is not None
    for name in (name for name, called in MUTATIONS.items() if actions <= called):
        given = kind.fields[name].args.get("input")
        assert given is None or {*get_named_type(given.type).fields} == taken


@pytest.mark.parametrize(("route", "method"), READS, ids=name_of)
def test_a_reading_has_its_query(route, method):
    kind = schema.types.query_type

    assert route.path in QUERIES, "Give it a query, and name it in QUERIES."
    assert kind is not None
    assert QUERIES[route.path] in kind.fields


@pytest.mark.parametrize(("route", "method"), READS, ids=name_of)
def test_a_query_is_narrowed_and_ordered_as_the_reading_is(route, method):
    query = _declared(route, method).query
    named = {*query.__struct_encode_fields__} - PAGED if query else set()

    kind = schema.types.query_type
    assert kind is not None
    taken = set[str]()
    for name, argument in kind.fields[QUERIES[route.path]].args.items():
        inner = get_named_type(argument.type)
        taken |= {name, *(inner.fields if isinstance(inner, GraphQLInputObjectType) else ())}
    assert {to_camel_case(CALLED.get((route.path, name), name)) for name in named} <= taken


@pytest.mark.skipif(len(settings.DOMAINS) < 2, reason="what is named is of the whole site")
def test_what_is_named_here_is_there():
    assert {*NO_MUTATION, *QUERIES} <= {route.path for route, _ in OURS}


def test_a_forgotten_door_is_seen(monkeypatch):
    def view() -> None:
        forgotten()

    monkeypatch.setattr(forgotten, "__module__", "nexus.commerce.somewhere.actions")
    (action,) = actions_of(view)

    assert action == "nexus.commerce.somewhere.forgotten"
    assert not [name for name, called in MUTATIONS.items() if action in called]


def forgotten() -> None:
    """Stand for an action that no mutation calls."""
