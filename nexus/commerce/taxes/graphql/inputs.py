from decimal import Decimal

import strawberry
from strawberry import UNSET


@strawberry.input
class TaxRuleChanges:
    """What is changed of a tax."""

    name: str | None = UNSET
    country: str | None = UNSET
    category: strawberry.ID | None = strawberry.field(default=UNSET, description="Its id or its slug.")
    rate: Decimal | None = strawberry.field(default=UNSET, description="Percent.")
    is_included: bool | None = UNSET
    taxes_shipping: bool | None = UNSET


@strawberry.input
class TaxRuleInput(TaxRuleChanges):
    """What an administrator says of a tax; without a category it is the country's for all else."""

    name: str
    country: str
    rate: Decimal = strawberry.field(description="Percent.")
