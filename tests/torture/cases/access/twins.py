"""Which REST operation each root field of GraphQL is the twin of: what that declares holds for both."""

from __future__ import annotations

from tests.conventions.routes import operations
from tests.conventions.test_both_doors import MUTATIONS, QUERIES, actions_of

# The kernel's, as test_both_doors tells of the domains'.
KERNEL = {
    "addresses": "/api/auth/addresses/",
    "apiKey": "/api/api-keys/<uuid:key_id>/",
    "apiKeys": "/api/api-keys/",
    "categories": "/api/categories/",
    "category": "/api/categories/<int:category_id>/",
    "changes": "/api/audit/changes/",
    "conversation": "/api/conversations/<uuid:conversation_id>/",
    "conversations": "/api/conversations/",
    "convertMoney": "/api/exchange-rates/convert/",
    "events": "/api/events/",
    "exchangeRates": "/api/exchange-rates/",
    "factors": "/api/auth/factors/",
    "history": "/api/audit/history/<str:kind>/<str:thing_id>/",
    "identities": "/api/auth/identities/",
    "me": "/api/auth/profile/",
    "messages": "/api/conversations/<uuid:conversation_id>/messages/",
    "notificationCounts": "/api/notifications/counts/",
    "notificationPreferences": "/api/notifications/preferences/",
    "notifications": "/api/notifications/",
    "oauthAuthorizations": "/api/oauth-authorizations/",
    "oauthClient": "/api/oauth-clients/<uuid:client_id>/",
    "oauthClients": "/api/oauth-clients/",
    "personalDataExports": "/api/auth/exports/",
    "securityEvents": "/api/audit/security-events/",
    "signInProviders": "/api/auth/providers/",
    "signIns": "/api/auth/sessions/",
    "unreadMessages": "/api/conversations/",
    "webhook": "/api/webhooks/<uuid:endpoint_id>/",
    "webhookDeliveries": "/api/webhooks/<uuid:endpoint_id>/deliveries/",
    "webhookDelivery": "/api/webhooks/<uuid:endpoint_id>/deliveries/<uuid:delivery_id>/",
    "webhooks": "/api/webhooks/",
}


def twins() -> dict[str, str]:
    """Name the operation of each root field that has one: `{"Query.order": "GET /api/orders/…"}`."""
    # Where several lists are one query, the plainest.
    plainest = sorted(QUERIES.items(), key=lambda one: -len(one[0]))
    queries = {field: path for path, field in plainest} | KERNEL
    found = {f"Query.{field}": f"GET {path}" for field, path in queries.items()}
    found["Query.checkoutQuote"] = "POST /api/checkout/quote/"
    acts = {
        f"{method.upper()} {route.path}": actions_of(getattr(route.view, method))
        for route, method in operations()
        if method != "get"
    }
    for field, actions in MUTATIONS.items():
        # As near as can be: some show what they changed by a further action, on either side.
        near = [(len(actions ^ those), name) for name, those in acts.items() if actions & those]
        if near:
            found[f"Mutation.{field}"] = min(near, key=lambda one: one[0])[1]
    return found
