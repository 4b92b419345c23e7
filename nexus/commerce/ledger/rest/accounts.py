from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.ledger.actions import payout_account, remove_payout_account, set_payout_account
from nexus.commerce.ledger.rest.account_shapes import PayoutAccountShape
from nexus.commerce.ledger.rest.serializers import PayoutAccountInput
from nexus.commerce.ledger.rest.shapes import SellerQuery
from nexus.kernel.api.answers import gone, ok
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.api.operations import operation
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView

OWNER = "the seller"


class PayoutAccountDetail(ApiView):
    """Where a seller is paid to."""

    @operation(
        "Show a seller's payout account",
        who="the seller, managers of the store, admin",
        answer=PayoutAccountShape,
        query=SellerQuery,
        errors=[NotFound],
        description="Its number is shown by its last four signs only. Without one, payouts wait.",
    )
    def get(self, request: Request) -> Response:
        """Show where a seller is paid to."""
        return ok(PayoutAccountShape.of(payout_account(self.actor, read_query(request, SellerQuery).seller)))

    @operation(
        "Set a seller's payout account",
        who=OWNER,
        answer=PayoutAccountShape,
        query=SellerQuery,
        body=PayoutAccountInput,
        errors=[NotFound, Unprocessable],
        description="From the next batch on, what is owed goes there; what is in a batch already stays on "
        "its way. The seller is told by mail.",
    )
    def put(self, request: Request) -> Response:
        """Say where a seller is paid to."""
        seller = read_query(request, SellerQuery).seller
        account = set_payout_account(self.actor, seller, **self.read_body(PayoutAccountInput))
        return ok(PayoutAccountShape.of(account), "Payout account set")

    @operation(
        "Remove a seller's payout account",
        who=OWNER,
        status=204,
        query=SellerQuery,
        errors=[NotFound],
        description="What is owed waits until there is another one.",
    )
    def delete(self, request: Request) -> Response:
        """Forget where a seller is paid to."""
        remove_payout_account(self.actor, read_query(request, SellerQuery).seller)
        return gone()
