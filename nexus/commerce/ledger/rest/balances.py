from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.ledger.actions import adjust_balance
from nexus.commerce.ledger.actions.looking import opening_and_closing, which_account, whose_money
from nexus.commerce.ledger.models import Account, Entry
from nexus.commerce.ledger.rest.serializers import AdjustmentInput
from nexus.commerce.ledger.rest.shapes import (
    AdjustmentShape,
    BalanceShape,
    SellerQuery,
    StatementLine,
    StatementQuery,
    StatementSums,
)
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.money import from_minor


class Balance(ApiView):
    """What is owed to a seller."""

    @operation(
        "Show a seller's balance",
        who="signed in",
        answer=list[BalanceShape],
        query=SellerQuery,
        errors=[NotFound],
        description="What is owed to a seller, by currency: sales less commission, refunds and payouts. "
        "It falls below zero where more was given back than earned. `seller` names another's store.",
    )
    def get(self, request: Request) -> Response:
        """Show what is owed to a seller in each currency."""
        seller = whose_money(self.actor, read_query(request, SellerQuery).seller)
        return ok([BalanceShape.of(row) for row in Account.objects.of_seller(seller).balances()])


class Statement(ApiView):
    """What moved on a seller's balance."""

    @operation(
        "List a seller's statement",
        who="signed in",
        answer=StatementLine,
        many=True,
        beside=StatementSums,
        query=StatementQuery,
        errors=[NotFound],
        description="Each movement on a seller's balance in one currency, newest first, over whole days in "
        "UTC. Beside the lines stand `currency`, `opening_balance` and `closing_balance`: opening and all "
        "lines sum to closing.",
    )
    def get(self, request: Request) -> Response:
        """List what moved on a seller's balance, between an opening and a closing one."""
        query = read_query(request, StatementQuery)
        seller = whose_money(self.actor, query.seller)
        currency, account = which_account(seller, query.currency, default=settings.DEFAULT_CURRENCY)
        days = query.days
        opening, closing = opening_and_closing(account, **days)
        sums = StatementSums(currency, from_minor(opening, currency), from_minor(closing, currency))
        rows = Entry.objects.of_account(account).on_days(**days).rows()
        return listing(request, rows, query, StatementLine.of, query.order, sums)


class Adjustments(ApiView):
    """Putting a balance right."""

    @operation(
        "Adjust a seller's balance",
        who="admin",
        answer=AdjustmentShape,
        status=201,
        body=AdjustmentInput,
        description="Give a seller something, or take it with an amount below zero. The reason stands on the "
        "seller's statement. With an `Idempotency-Key`, a repeated request gets the first one's answer.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Put a seller's balance right."""
        fields = self.read_body(AdjustmentInput)
        seller, amount, currency = fields.pop("seller"), fields.pop("amount"), fields.pop("currency")
        booked = adjust_balance(self.actor, seller, amount, currency, **fields)
        return created(AdjustmentShape.of(booked, seller, amount, currency), "Balance adjusted")
