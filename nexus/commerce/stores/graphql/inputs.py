from decimal import Decimal

import strawberry
from strawberry import UNSET

from nexus.commerce.stores.graphql.choices import StoreRole


@strawberry.input
class StoreAddressInput:
    """Where a business is, as it stands on invoices."""

    line1: str
    line2: str | None = UNSET
    postal_code: str | None = UNSET
    city: str
    region: str | None = UNSET


@strawberry.input
class StoreInput:
    """What a seller says of a store; only an administrator may set the commission."""

    name: str | None = UNSET
    description: str | None = UNSET
    legal_name: str | None = UNSET
    tax_number: str | None = UNSET
    address: StoreAddressInput | None = UNSET
    country: str | None = UNSET
    commission_rate: Decimal | None = UNSET


@strawberry.input
class MemberInput:
    """Who is to work for a store, and as what."""

    username: str
    role: StoreRole | None = UNSET


@strawberry.input
class MemberRoleInput:
    """What a member is from now on."""

    role: StoreRole
