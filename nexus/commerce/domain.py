"""The marketplace: what it adds to a site where it is switched on."""

from nexus.kernel.kit.domain import Domain
from nexus.kernel.kit.scopes import Scopes

_STORE = ("store:read", "store:manage")
_ORDERS = ("orders:read", "orders:write")

DOMAIN = Domain(
    name="commerce",
    apps=(
        "nexus.commerce.stores",
        "nexus.commerce.inventory",
        "nexus.commerce.catalog",
        "nexus.commerce.shipping",
        "nexus.commerce.taxes",
        "nexus.commerce.promotions",
        "nexus.commerce.ledger",
        "nexus.commerce.cart",
        "nexus.commerce.orders",
        "nexus.commerce.payments",
        "nexus.commerce.fulfilment",
        "nexus.commerce.checkout",
        "nexus.commerce.aftersales",
        "nexus.commerce.documents",
        "nexus.commerce.mails",
        "nexus.commerce.imports",
    ),
    urls="nexus.commerce.urls",
    schema="nexus.commerce.schema",
    scopes=Scopes(
        sentences={
            "catalog:read": "See products, one's own drafts among them.",
            "catalog:write": "Add, change, publish and delete products.",
            "inventory:read": "See stock, warehouses and movements.",
            "inventory:write": "Count, correct and move stock, and keep warehouses.",
            "store:read": "See one's store: its members, shipping, taxes and coupons.",
            "store:manage": "Change one's store: its members, shipping, taxes and coupons.",
            "orders:read": "See carts, orders, sales, parcels, returns and invoices.",
            "orders:write": "Fill carts, order, cancel, send parcels and handle returns.",
            "payments:read": "See how orders are paid.",
            "payments:write": "Pay orders, and give money back.",
            "ledger:read": "See balances, statements and payouts.",
            "ledger:write": "Say where payouts go, and make them.",
        },
        rooms={
            "nexus.commerce.stores": _STORE,
            "nexus.commerce.inventory": ("inventory:read", "inventory:write"),
            "nexus.commerce.catalog": ("catalog:read", "catalog:write"),
            "nexus.commerce.shipping": _STORE,
            "nexus.commerce.taxes": _STORE,
            "nexus.commerce.promotions": _STORE,
            "nexus.commerce.ledger": ("ledger:read", "ledger:write"),
            "nexus.commerce.cart": _ORDERS,
            "nexus.commerce.orders": _ORDERS,
            "nexus.commerce.payments": ("payments:read", "payments:write"),
            "nexus.commerce.fulfilment": _ORDERS,
            "nexus.commerce.checkout": _ORDERS,
            "nexus.commerce.aftersales": _ORDERS,
            "nexus.commerce.documents": _ORDERS,
        },
    ),
    schedule={
        "sweep-carts": {"task": "nexus.commerce.cart.tasks.sweep_carts", "schedule": 86_400},
        "close-the-ledgers-days": {
            "task": "nexus.commerce.ledger.tasks.close_days_that_ended",
            "schedule": 3_600,
        },
        "settle-payments-left-over": {
            "task": "nexus.commerce.payments.tasks.settle_what_is_left_over",
            "schedule": 60,
        },
        "reconcile-with-providers": {
            "task": "nexus.commerce.payments.tasks.reconcile_with_providers",
            "schedule": 3_600,
        },
        "send-sandbox-webhooks": {
            "task": "nexus.commerce.payments.tasks.send_sandbox_webhooks",
            "schedule": 5,
        },
        "expire-unpaid-orders": {
            "task": "nexus.commerce.checkout.tasks.expire_unpaid_orders",
            "schedule": 60,
        },
    },
)
