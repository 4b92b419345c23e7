from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.ledger.actions import create_batch, fail_payout, send_batch, settle_batch
from nexus.commerce.ledger.actions.payouts import MOST_PAYOUTS
from nexus.commerce.ledger.exceptions import NothingToPayOut
from nexus.commerce.ledger.models import Payout, PayoutBatch
from nexus.commerce.ledger.rest.bank_file import bank_file
from nexus.commerce.ledger.rest.serializers import BatchInput, FailureInput
from nexus.commerce.ledger.rest.shapes import BatchQuery, BatchShape, PayoutQuery, PayoutShape, SkipShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import InvalidTransition, NotFound
from nexus.kernel.api.files import FileView, download
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import ListQuery, read_query
from nexus.kernel.api.views import ApiView

CSV = "text/csv"


class PayoutList(ApiView):
    """Payouts."""

    @operation(
        "List payouts",
        who="signed in",
        answer=PayoutShape,
        many=True,
        query=PayoutQuery,
        description="One's own payouts and those of the stores that one manages; all for administrators.",
    )
    def get(self, request: Request) -> Response:
        """List what was paid out, or is on its way."""
        require(self.actor, "ledger.look_at_money")
        query = read_query(request, PayoutQuery)
        rows = Payout.objects.visible_to(self.actor).narrowed(**query.filters).rows()
        return listing(request, rows, query, PayoutShape.of, query.order)


class PayoutDetail(ApiView):
    """One payout."""

    @operation(
        "Show a payout",
        who="the seller, managers of the store, admin",
        answer=PayoutShape,
        errors=[NotFound],
    )
    def get(self, request: Request, payout_id: UUID) -> Response:
        """Show a payout."""
        require(self.actor, "ledger.look_at_money")
        return ok(PayoutShape.of(Payout.objects.visible_to(self.actor).rows().get(pk=payout_id)))


class PayoutFailure(ApiView):
    """A payout that didn't arrive."""

    @operation(
        "Mark a payout as failed",
        who="admin",
        answer=PayoutShape,
        body=FailureInput,
        errors=[NotFound, InvalidTransition],
        description="The bank couldn't carry a payout out, or sent it back: its amount is in the seller's "
        "balance again, and goes out with a later batch.",
    )
    @idempotent
    def post(self, request: Request, payout_id: UUID) -> Response:
        """Put a payout that didn't arrive back into the seller's balance."""
        require(self.actor, "ledger.run_payouts")
        fail_payout(self.actor, payout_id, **self.read_body(FailureInput))
        return ok(PayoutShape.of(Payout.objects.rows().get(pk=payout_id)), "Payout marked as failed")


class BatchView(ApiView):
    """Something about batches of payouts."""

    def shown(self, batch_id: UUID) -> BatchShape:
        """Give a batch with its totals."""
        return BatchShape.of(PayoutBatch.objects.rows().get(pk=batch_id))


class BatchList(BatchView):
    """Batches of payouts."""

    @operation("List batches of payouts", who="admin", answer=BatchShape, many=True, query=BatchQuery)
    def get(self, request: Request) -> Response:
        """List the batches."""
        require(self.actor, "ledger.run_payouts")
        query = read_query(request, BatchQuery)
        return listing(request, PayoutBatch.objects.rows(), query, BatchShape.of, query.order)

    @operation(
        "Pay out",
        who="admin",
        answer=BatchShape,
        status=201,
        body=BatchInput,
        errors=[NothingToPayOut],
        description="Collect what is owed to each seller in a currency, from a minimum on, into one batch "
        "with one payout a seller. It leaves their balances at once, so that nothing is paid out twice. "
        "Who has set no payout account is left out, and told so. "
        f"A batch holds {MOST_PAYOUTS} payouts at most, the largest; the rest goes into the next. "
        "With an `Idempotency-Key`, a repeated request gets the first one's answer.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Collect what is owed into a batch."""
        require(self.actor, "ledger.run_payouts")
        batch = create_batch(self.actor, **self.read_body(BatchInput))
        return created(self.shown(batch.pk), "Batch created")


class BatchDetail(BatchView):
    """One batch."""

    @operation("Show a batch of payouts", who="admin", answer=BatchShape, errors=[NotFound])
    def get(self, request: Request, batch_id: UUID) -> Response:
        """Show a batch."""
        require(self.actor, "ledger.run_payouts")
        return ok(self.shown(batch_id))


class BatchSkips(ApiView):
    """Who was left out of a batch."""

    @operation(
        "List who was left out of a batch",
        who="admin",
        answer=SkipShape,
        many=True,
        query=ListQuery,
        errors=[NotFound],
        description="Sellers who were owed enough, and why they couldn't be paid; the money stays owed.",
    )
    def get(self, request: Request, batch_id: UUID) -> Response:
        """List who was left out."""
        require(self.actor, "ledger.run_payouts")
        query = read_query(request, ListQuery)
        skips = PayoutBatch.objects.get(pk=batch_id).skips
        return listing(request, skips.rows(), query, SkipShape.of, ("id",))


class BatchFile(FileView):
    """A batch as the bank takes it."""

    file_type = CSV

    @operation(
        "Download a batch for the bank",
        who="admin",
        file=CSV,
        errors=[NotFound],
        description="One payout a line: payout, seller, name, amount, currency, text, holder, iban, bic; "
        "without what failed. The accounts are those of the moment when the batch was made.",
    )
    def get(self, request: Request, batch_id: UUID) -> HttpResponse:
        """Give a batch's payouts as CSV."""
        require(self.actor, "ledger.run_payouts")
        batch = PayoutBatch.objects.get(pk=batch_id)
        content = bank_file(batch.payouts.for_the_bank(), batch.currency)
        return download(content, CSV, f"payouts-{batch.created_at:%Y-%m-%d}-{batch.currency}.csv")


class BatchSend(BatchView):
    """A batch that goes to the bank."""

    @operation(
        "Mark a batch as sent",
        who="admin",
        answer=BatchShape,
        errors=[NotFound, InvalidTransition],
        description="The file went to the bank: the batch and its payouts are sent.",
    )
    @idempotent
    def post(self, request: Request, batch_id: UUID) -> Response:
        """Say that the file went to the bank."""
        send_batch(self.actor, batch_id)
        return ok(self.shown(batch_id), "Batch sent")


class BatchSettle(BatchView):
    """A batch that the bank has carried out."""

    @operation(
        "Mark a batch as settled",
        who="admin",
        answer=BatchShape,
        errors=[NotFound, InvalidTransition],
        description="The bank has carried the batch out: its payouts are paid, but for those that failed.",
    )
    @idempotent
    def post(self, request: Request, batch_id: UUID) -> Response:
        """Say that the bank has carried the batch out."""
        settle_batch(self.actor, batch_id)
        return ok(self.shown(batch_id), "Batch settled")
