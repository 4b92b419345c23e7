"""The ways by which an id gets in, and what each names: path, query and body of every operation.

Whoever adds an operation with a parameter that isn't here is told by the matrix to say what it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.torture.arena import ADDRESS

# What a parameter of a path names; several: all of them in turn.
PATH: Mapping[str, tuple[str, ...]] = {
    "address_id": ("address",),
    "application_id": ("application",),
    "attachment_id": ("attachment",),
    "batch_id": ("batch",),
    "category_id": ("category",),
    "client_id": ("client",),
    "conversation_id": ("conversation",),
    "coupon_id": ("coupon",),
    "delivery_id": ("delivery",),
    "document_id": ("document",),
    "endpoint_id": ("endpoint", "hiring_endpoint"),
    "export_id": ("export",),
    "identity_id": ("identity",),
    "image_id": ("image",),
    "item_id": ("cart_item",),
    "job_id": ("job", "draft_job"),
    "key_id": ("key",),
    "member_id": ("member",),
    "message_id": ("message",),
    "method_id": ("method", "old_method"),
    "notification_id": ("notification",),
    "order_id": ("order",),
    "part_id": ("part",),
    "passkey_id": ("passkey",),
    "payment_id": ("payment",),
    "payout_id": ("payout",),
    "product_id": ("product", "draft"),
    "return_id": ("return",),
    "rule_id": ("tax_rule",),
    "shipment_id": ("shipment",),
    "sign_in_id": ("sign_in",),
    "stock_item_id": ("stock_item",),
    "store_id": ("store",),
    "user_id": ("user",),
    "variant_id": ("variant", "draft_variant"),
    "warehouse_id": ("warehouse",),
}
# Parameters that name no thing of anybody's.
WORDS = {"provider_id": "google", "provider": "sandbox", "role": "employer", "currency": "EUR"}

QUERY: Mapping[str, str] = {
    "about_id": "product",
    "actor": "user",
    "batch": "batch",
    "job": "job",
    "order": "order",
    "seller": "books",
    "store": "team",
    "subject": "order",
    "id": "order",
    "user": "user",
    "variant": "variant",
    "warehouse": "warehouse",
}
# In a list that is everybody's, a store or an employer is as public as what it offers.
PUBLIC_QUERY = {"employer": "user", "job": "job", "seller": "store"}
BODY: Mapping[str, str] = {
    "attachments.0": "unsent_file",
    "about.product": "product",
    "items.0.product": "product",
    "items.0.variant": "variant",
    "job": "job",
    "lines.0.line": "line",
    "message": "message",
    "owner": "owner",
    "product": "product",
    "seller": "books",
    "shipping_address_id": "address",
    "shipping_method": "method",
    "shipping_methods.0": "method",
    "store": "shop",
    "to": "store",
    "up_to": "notification",
    "variant": "variant",
    "warehouse": "warehouse",
}

_ITEMS = [{"product": "", "variant": "", "quantity": 1}]
_TEXT = {"text": "Is it still to be had?"}
_HOOK = {"url": "https://example.com/hooks", "events": ["commerce.order.*"]}
_ORDERS: list[dict[str, Any]] = [
    {"body": {"items": _ITEMS, "shipping_address": ADDRESS, "shipping_method": ""}},
    {"body": {"items": _ITEMS, "shipping_address": ADDRESS, "shipping_methods": [""]}},
    {"body": {"items": _ITEMS, "shipping_address_id": ""}},
]
_HIRING = {"url": "https://example.com/hooks", "events": ["jobs.*"]}
_ENDPOINTS = [{"endpoint_id": "endpoint"}, {"endpoint_id": "hiring_endpoint", "body": _HIRING}]
# A coupon of an account that sells no longer: it is seen, and stays as it is.
_COUPONS = [{"coupon_id": "coupon"}, {"coupon_id": "lapsed_coupon"}]
_SOLD: list[dict[str, Any]] = [{"order_id": "sold_order"}]

# Operations that take more than their example shows, or things of another kind or state. An entry: what a
# parameter names here, the body, and more of what lies in it.
TAKES: Mapping[str, list[dict[str, Any]]] = {
    "GET /api/audit/history/<str:kind>/<str:thing_id>/": [
        {"kind": "coupon", "thing_id": "coupon"},
        {"kind": "job", "thing_id": "draft_job"},
        {"kind": "product", "thing_id": "draft"},
        {"kind": "shipping_method", "thing_id": "old_method"},
        {"kind": "store", "thing_id": "books"},
        {"kind": "user", "thing_id": "account"},
        {"kind": "webhook", "thing_id": "endpoint"},
    ],
    "DELETE /api/coupons/<uuid:coupon_id>/": _COUPONS,
    "DELETE /api/oauth-authorizations/<uuid:client_id>/": [{"client_id": "authorization"}],
    "DELETE /api/products/<uuid:product_id>/variants/<uuid:variant_id>/": [{"variant_id": "spare_variant"}],
    "GET /api/orders/<uuid:order_id>/invoices/": _SOLD,
    "GET /api/payouts/": [{"?batch": "batch_of_payout"}],
    "GET /api/sales/returns/": [{"?order": "sold_order"}],
    "POST /api/checkout/quote/": _ORDERS,
    "POST /api/conversations/": [
        {"body": {"about": {"product": ""}, **_TEXT}},
        {"body": {"about": {"order": ""}, "to": "", **_TEXT}, ".about.order": "order_to_talk"},
        {"body": {"about": {"application": ""}, **_TEXT}, ".about.application": "application_to_talk"},
        {"body": {"about": {"product": ""}, "attachments": [""], **_TEXT}},
    ],
    "POST /api/coupons/": [{"body": {"code": "NEW-10", "kind": "percent", "value": "10.00", "seller": ""}}],
    "POST /api/orders/": [*_ORDERS, {"body": {"shipping_address": ADDRESS}}],
    "POST /api/orders/<uuid:order_id>/cancel/": [{"order_id": "open_order"}],
    "POST /api/orders/<uuid:order_id>/payments/": [{"order_id": "open_order"}],
    "POST /api/products/": [
        {"body": {"name": "Linen Shirt", "price": "49.90", "currency": "EUR", "stock": 1}},
        {"body": {"name": "Linen Shirt", "price": "49.90", "currency": "EUR", "stock": 1, "store": ""}},
    ],
    "POST /api/products/<uuid:product_id>/publish/": [
        {"product_id": "off"},
        {"product_id": "draft"},
    ],
    "POST /api/returns/<uuid:return_id>/receive/": [
        {"return_id": "approved_return", ".lines.0.line": "approved_line"}
    ],
    "POST /api/sales/<uuid:part_id>/cancel/": [{"part_id": "paid_part"}],
    "POST /api/sales/<uuid:part_id>/refunds/": [{"part_id": "paid_part", ".lines.0.line": "paid_line"}],
    "POST /api/sales/<uuid:part_id>/shipments/": [{"part_id": "paid_part", ".lines.0.line": "paid_line"}],
    "POST /api/shipping-methods/": [
        {"body": {"name": "Parcel", "currency": "EUR", "price": "4.90", "seller": ""}}
    ],
    "POST /api/stock/": [{".variant": "spare_variant"}],
    "POST /api/warehouses/": [{"body": {"name": "Hamburg", "seller": ""}}],
    "POST /api/webhooks/": [
        {"body": _HOOK},
        {"body": {**_HOOK, "side": "store", "owner": ""}},
        {"body": {**_HIRING, "side": "employer", "owner": ""}, ".owner": "hirer"},
    ],
    "PATCH /api/coupons/<uuid:coupon_id>/": _COUPONS,
    "PATCH /api/webhooks/<uuid:endpoint_id>/": _ENDPOINTS,
    "PUT /api/coupons/<uuid:coupon_id>/": _COUPONS,
    "PUT /api/webhooks/<uuid:endpoint_id>/": _ENDPOINTS,
}
