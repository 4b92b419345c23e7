"""Bodies that no example can show: of things that have to be there, or were handed out a moment before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from rest_framework.test import APIClient

from nexus.commerce.catalog.models import Variant
from nexus.kernel.accounts.actions.linking import _resetting_key
from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from tests.factories.accounts import PASSWORD
from tests.factories.factors import Passkey, code_of, with_totp
from tests.torture.cases.access.kinds import Things

Body = dict[str, Any]

# What differs from the example.
_ID = "0199a3f2-"  # in whose place one of the world's own things is put
_BOUGHT = {"items": [{"product": _ID, "variant": _ID, "quantity": 1}]}
MEANT: dict[str, Body] = {
    "POST /api/products/": {"category": None},
    "POST /api/orders/": _BOUGHT,
    "POST /api/checkout/quote/": _BOUGHT,
    "POST /api/tax-rules/": {"category": None, "country": "FR"},
    "PUT /api/tax-rules/{rule_id}/": {"category": None},
    "PATCH /api/tax-rules/{rule_id}/": {"category": None},
    "POST /api/store/members/": {"username": "nobody"},
    "POST /api/notifications/read-all/": {"up_to": _ID},
}


def _signing_in(_: Things, user: User) -> Body:
    return {"username": user.username, "password": PASSWORD}


def _refresh(_: Things, user: User) -> Body:
    return {"refresh": issue_tokens(user).refresh}


def _confirming(_: Things, user: User) -> Callable[[], Body]:
    def begin() -> Body:
        address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
        return {"key": EmailConfirmationHMAC(address).key}

    return begin


def _challenged(_: Things, user: User) -> Callable[[], Body]:
    def begin() -> Body:
        with_totp(user)
        code = RecoveryCodes.activate(user).generate_codes()[0]
        asked = {"username": user.username, "password": PASSWORD}
        told = _client().post("/api/token/", asked, format="json").json()
        return {"challenge": told["error"]["details"]["challenge"], "code": code}

    return begin


def _another_variant(things: Things, _: User) -> Callable[[], Body]:
    def begin() -> Body:
        first = Variant.objects.filter(product=things["product"]).exclude(pk=things["spare_variant"])
        first.update(options={"Size": "S"})
        return {"options": {"Size": "M"}, "sku": "SHIRT-M", "price": "49.90", "stock": 12}

    return begin


def _guests_cart(things: Things, _: User) -> Callable[[], Body]:
    def begin() -> Body:
        wished = {"product": str(things["product"]), "variant": str(things["variant"]), "quantity": 1}
        told = _client().post("/api/cart/items/", wished, format="json").json()["data"]
        return {"token": told["token"]}

    return begin


def _passkey(_: Things, user: User) -> Callable[[], Body]:
    def begin() -> Body:
        begun = _as(user).post("/api/auth/passkeys/options/", {}, format="json").json()["data"]
        made = Passkey().create(begun["options"])
        return {"challenge": begun["challenge"], "name": "Blue key", "credential": made}

    return begin


def _totp(_: Things, user: User) -> Callable[[], Body]:
    def begin() -> Body:
        begun = _as(user).post("/api/auth/totp/", {}, format="json").json()["data"]
        return {"challenge": begun["challenge"], "code": code_of(begun["secret"])}

    return begin


def _client() -> APIClient:
    return APIClient(raise_request_exception=False, SERVER_NAME="localhost")


def _as(user: User) -> APIClient:
    client = _client()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_tokens(user).access}")
    return client


MADE: dict[str, Callable[[Things, User], Any]] = {
    "POST /api/auth/login/": _signing_in,
    "POST /api/token/": _signing_in,
    "POST /api/token/refresh/": _refresh,
    "POST /api/auth/refresh/": _refresh,
    "POST /api/token/verify/": lambda _, user: {"token": issue_tokens(user).access},
    "POST /api/token/mfa/": _challenged,
    "POST /api/auth/login/mfa/": _challenged,
    "POST /api/auth/email/confirm/": _confirming,
    "POST /api/auth/password/reset/confirm/": lambda _, user: {
        "key": _resetting_key(user),
        "password": "ANewStrongPass456",
    },
    "POST /api/auth/passkeys/": _passkey,
    "POST /api/auth/totp/confirm/": _totp,
    "POST /api/cart/merge/": _guests_cart,
    "POST /api/products/{product_id}/variants/": _another_variant,
    "POST /api/auth/erasure/": lambda _, user: {"confirm": user.username},
}
