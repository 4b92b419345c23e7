"""The marketplace: what it adds to a site where it is switched on."""

from nexus.kernel.kit.domain import Domain

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
