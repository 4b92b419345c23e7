"""Kinds of things: whose one is, and who may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Things = dict[str, Any]
NOBODY: frozenset[str] = frozenset()
CUSTOMER, SEEKER = frozenset({"customer"}), frozenset({"seeker"})
EMPLOYER, SELLER = frozenset({"employer"}), frozenset({"seller"})
MANAGERS = SELLER | {"manager"}
TEAM = MANAGERS | {"staff"}


@dataclass(frozen=True)
class Kind:
    """Who of a tenant may know of its things of a kind; absent: what no list of ours can hold.

    is_public: everybody who may ask at all. is_personal: administrators neither. is_known: that it is there
    is no secret, though it isn't for everybody to use.
    """

    seen_by: frozenset[str] = NOBODY
    is_public: bool = False
    is_personal: bool = False
    is_known: bool = False
    absent: Any = "00000000-0000-7000-8000-000000000000"


NUMBER = 999_999_999
PUBLIC = Kind(is_public=True)
PERSONAL = Kind(CUSTOMER, is_personal=True)

KINDS = {
    "store": PUBLIC,
    "books": Kind(MANAGERS),
    "team": Kind(TEAM),
    "owner": Kind(MANAGERS, is_personal=True),
    "hirer": Kind(EMPLOYER, is_personal=True),
    "shop": Kind(MANAGERS, is_known=True, is_personal=True),
    "member": Kind(TEAM),
    "product": PUBLIC,
    "variant": PUBLIC,
    "spare_variant": PUBLIC,
    "image": PUBLIC,
    "draft": Kind(MANAGERS),
    "draft_variant": Kind(MANAGERS),
    "off": Kind(MANAGERS),
    "warehouse": Kind(MANAGERS),
    "stock_item": Kind(MANAGERS, absent=NUMBER),
    "method": PUBLIC,
    "old_method": Kind(MANAGERS),
    "coupon": Kind(MANAGERS),
    "lapsed_coupon": Kind(CUSTOMER),
    "order": Kind(CUSTOMER),
    "sold_order": Kind(CUSTOMER | TEAM),
    "order_to_talk": Kind(CUSTOMER | TEAM, is_personal=True),
    "paid_order": Kind(CUSTOMER),
    "open_order": Kind(CUSTOMER),
    "part": Kind(TEAM),
    "paid_part": Kind(TEAM),
    "line": Kind(CUSTOMER | TEAM),
    "paid_line": Kind(CUSTOMER | TEAM),
    "approved_line": Kind(CUSTOMER | TEAM),
    "payment": Kind(CUSTOMER),
    "shipment": Kind(CUSTOMER | TEAM),
    "return": Kind(CUSTOMER | TEAM),
    "approved_return": Kind(CUSTOMER | TEAM),
    "document": Kind(CUSTOMER | MANAGERS),
    "cart_item": PERSONAL,
    "payout": Kind(MANAGERS),
    "batch": Kind(),
    "batch_of_payout": Kind(MANAGERS),
    "job": Kind(is_public=True, absent=NUMBER),
    "draft_job": Kind(EMPLOYER, absent=NUMBER),
    "closed_job": Kind(EMPLOYER, absent=NUMBER),
    "application": Kind(SEEKER | EMPLOYER, absent=NUMBER),
    "application_to_talk": Kind(SEEKER | EMPLOYER, is_personal=True, absent=NUMBER),
    "user": PUBLIC,
    "account": Kind(CUSTOMER),
    "address": PERSONAL,
    "sign_in": PERSONAL,
    "passkey": Kind(CUSTOMER, is_personal=True, absent=NUMBER),
    "identity": Kind(CUSTOMER, is_personal=True, absent=NUMBER),
    "export": PERSONAL,
    "notification": PERSONAL,
    "client": Kind(CUSTOMER),
    "authorization": PERSONAL,
    "key": Kind(CUSTOMER),
    "endpoint": Kind(MANAGERS),
    "hiring_endpoint": Kind(EMPLOYER),
    "delivery": Kind(MANAGERS),
    "import": Kind(SELLER),
    "conversation": Kind(CUSTOMER | MANAGERS, is_personal=True),
    "message": Kind(CUSTOMER | MANAGERS, is_personal=True),
    "attachment": Kind(CUSTOMER | MANAGERS, is_personal=True),
    "unsent_file": PERSONAL,
    "category": Kind(is_public=True, absent=NUMBER),
    "tax_rule": PUBLIC,
}
