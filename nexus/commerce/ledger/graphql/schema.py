from uuid import UUID

import strawberry
from django.conf import settings
from strawberry import UNSET

from nexus.commerce.ledger.actions import (
    adjust_balance,
    create_batch,
    fail_payout,
    send_batch,
    settle_batch,
)
from nexus.commerce.ledger.actions.looking import which_account, whose_money
from nexus.commerce.ledger.graphql.accounts import AccountMutation, AccountQuery
from nexus.commerce.ledger.graphql.inputs import (
    AdjustmentInput,
    PayoutBatchInput,
    PayoutFailureInput,
    PayoutFilter,
    StatementFilter,
)
from nexus.commerce.ledger.graphql.types import (
    Adjustment,
    Balance,
    Payout,
    PayoutBatch,
    Statement,
)
from nexus.commerce.ledger.models import Account, Payout as PayoutModel, PayoutBatch as BatchModel
from nexus.commerce.ledger.rest import serializers
from nexus.commerce.ledger.rest.shapes import (
    AdjustmentShape,
    BalanceShape,
    BatchQuery,
    BatchShape,
    PayoutQuery,
    PayoutShape,
    SellerQuery,
    StatementQuery,
)
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import AgeOrdering, read_input, read_narrowing, uuid_of


@strawberry.type
class Query(AccountQuery):
    """What one may ask of money."""

    @shown_as(list[Balance])
    def balance(self, info: Info, seller: strawberry.ID | None = UNSET) -> list[BalanceShape]:
        """What is owed to a seller, by currency; one's own, or that of a store that one manages."""
        whose = whose_money(info.context.actor, read_narrowing(SellerQuery, None, seller=seller).seller)
        return [BalanceShape.of(row) for row in Account.objects.of_seller(whose).balances()]

    @strawberry.field
    def statement(self, info: Info, filter: StatementFilter | None = UNSET) -> Statement:
        """What moved on a seller's balance."""
        query = read_narrowing(StatementQuery, filter)
        seller = whose_money(info.context.actor, query.seller)
        currency, account = which_account(seller, query.currency, default=settings.DEFAULT_CURRENCY)
        return Statement(currency=currency, account_id=account, query=query)

    @listed(Payout)
    def payouts(
        self, info: Info, filter: PayoutFilter | None = UNSET, ordering: AgeOrdering | None = UNSET
    ) -> Listing[PayoutShape]:
        """One's own payouts and those of the stores that one manages."""
        require(info.context.actor, "ledger.look_at_money")
        query = read_narrowing(PayoutQuery, filter, ordering=ordering)
        rows = PayoutModel.objects.visible_to(info.context.actor).narrowed(**query.filters).rows()
        return Listing(rows, query.order, each(PayoutShape.of))

    @shown_as(Payout | None)
    def payout(self, info: Info, id: strawberry.ID) -> PayoutShape:
        """Show a payout of one's own, or of a store that one manages."""
        require(info.context.actor, "ledger.look_at_money")
        visible = PayoutModel.objects.visible_to(info.context.actor)
        return PayoutShape.of(visible.rows().get(pk=uuid_of(id)))

    @listed(PayoutBatch)
    def payout_batches(self, info: Info, ordering: AgeOrdering | None = UNSET) -> Listing[BatchShape]:
        """The batches in which payouts go to the bank."""
        require(info.context.actor, "ledger.run_payouts")
        query = read_narrowing(BatchQuery, None, ordering=ordering)
        return Listing(BatchModel.objects.rows(), query.order, each(BatchShape.of))

    @shown_as(PayoutBatch | None)
    def payout_batch(self, info: Info, id: strawberry.ID) -> BatchShape:
        """Show a batch of payouts."""
        require(info.context.actor, "ledger.run_payouts")
        return _batch(uuid_of(id))


@strawberry.type
class Mutation(AccountMutation):
    """What sellers and administrators may do with money."""

    @mutation(Adjustment)
    def adjust_balance(self, info: Info, input: AdjustmentInput) -> AdjustmentShape:
        """Give a seller something, or take it with an amount below zero."""
        fields = read_input(serializers.AdjustmentInput, input)
        seller, amount, currency = fields.pop("seller"), fields.pop("amount"), fields.pop("currency")
        booked = adjust_balance(info.context.actor, seller, amount, currency, **fields)
        return AdjustmentShape.of(booked, seller, amount, currency)

    @mutation(PayoutBatch)
    def create_payout_batch(self, info: Info, input: PayoutBatchInput) -> BatchShape:
        """Collect what is owed to each seller in a currency, from a minimum on, into one batch."""
        require(info.context.actor, "ledger.run_payouts")
        batch = create_batch(info.context.actor, **read_input(serializers.BatchInput, input))
        return _batch(batch.pk)

    @mutation(PayoutBatch)
    def send_payout_batch(self, info: Info, id: strawberry.ID) -> BatchShape:
        """Say that a batch's file went to the bank."""
        return _batch(send_batch(info.context.actor, uuid_of(id)).pk)

    @mutation(PayoutBatch)
    def settle_payout_batch(self, info: Info, id: strawberry.ID) -> BatchShape:
        """Say that the bank has carried a batch out: its payouts are paid, but for those that failed."""
        return _batch(settle_batch(info.context.actor, uuid_of(id)).pk)

    @mutation(Payout)
    def fail_payout(self, info: Info, id: strawberry.ID, input: PayoutFailureInput) -> PayoutShape:
        """Put a payout that didn't arrive back into the seller's balance."""
        require(info.context.actor, "ledger.run_payouts")
        payout_id, said = uuid_of(id), read_input(serializers.FailureInput, input)
        fail_payout(info.context.actor, payout_id, **said)
        return PayoutShape.of(PayoutModel.objects.rows().get(pk=payout_id))


def _batch(batch_id: UUID) -> BatchShape:
    return BatchShape.of(BatchModel.objects.rows().get(pk=batch_id))
