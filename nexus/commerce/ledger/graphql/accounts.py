from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.commerce.ledger.actions import payout_account, remove_payout_account, set_payout_account
from nexus.commerce.ledger.graphql.types import PayoutSkip
from nexus.commerce.ledger.models import PayoutBatch, PayoutSkip as SkipModel
from nexus.commerce.ledger.rest import serializers
from nexus.commerce.ledger.rest.account_shapes import PayoutAccountShape
from nexus.commerce.ledger.rest.shapes import SellerQuery, SkipShape
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of


@strawberry.type
class PayoutAccount:
    """Where a seller is paid to; the number by its last four signs."""

    seller: strawberry.ID
    holder: str
    iban: str
    bic: str
    changed_at: datetime


@strawberry.input
class PayoutAccountInput:
    """Where a seller is paid to; the BIC may be left out."""

    holder: str
    iban: str
    bic: str | None = UNSET


@strawberry.type
class AccountQuery:
    """What one may ask of where sellers are paid to."""

    @shown_as(PayoutAccount | None)
    def payout_account(self, info: Info, seller: strawberry.ID | None = UNSET) -> PayoutAccountShape:
        """Show where a seller is paid to: one's own account, or that of a store that one manages."""
        whose = read_narrowing(SellerQuery, None, seller=seller).seller
        return PayoutAccountShape.of(payout_account(info.context.actor, whose))

    @listed(PayoutSkip)
    def payout_skips(self, info: Info, batch: strawberry.ID) -> Listing[SkipShape]:
        """Who was left out of a batch of payouts, and why."""
        require(info.context.actor, "ledger.run_payouts")
        rows = SkipModel.objects.filter(batch=PayoutBatch.objects.get(pk=uuid_of(batch))).rows()
        return Listing(rows, ("id",), each(SkipShape.of))


@strawberry.type
class AccountMutation:
    """What a seller may do with where the money goes."""

    @mutation(PayoutAccount)
    def set_payout_account(self, info: Info, input: PayoutAccountInput) -> PayoutAccountShape:
        """Say where one is paid to from the next batch on."""
        said = read_input(serializers.PayoutAccountInput, input)
        return PayoutAccountShape.of(set_payout_account(info.context.actor, None, **said))

    @mutation(strawberry.ID)
    def remove_payout_account(self, info: Info) -> UUID:
        """Forget where one is paid to: what is owed waits until there is another account; gives one's id."""
        return remove_payout_account(info.context.actor, None)
