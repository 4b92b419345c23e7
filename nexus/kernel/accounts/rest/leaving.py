"""All that is kept of one, as a file; and leaving."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.accounts.actions import (
    ask_for_erasure,
    ask_for_export,
    deactivate_account,
    exported,
    take_erasure_back,
)
from nexus.kernel.accounts.exceptions import LastAdministrator, LinkVoid, StillNeeded
from nexus.kernel.accounts.models import DataExport
from nexus.kernel.accounts.rest.serializers import ErasureInput, KeepInput
from nexus.kernel.accounts.rest.shapes import ErasureShape, ExportQuery, ExportShape, NothingShape
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import ConfirmationRequired, Conflict, NotFound, RateLimited
from nexus.kernel.api.files import FileView, download
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.scopes import SIGN_IN

ZIP = "application/zip"


class ExportList(ApiView):
    """All that is kept of one, as files."""

    @operation(
        "List the own exports",
        who="signed in",
        answer=ExportShape,
        many=True,
        query=ExportQuery,
        scope=SIGN_IN,
    )
    def get(self, request: Request) -> Response:
        """List the own exports, the newest first."""
        require(self.actor, "accounts.export_own")
        query = read_query(request, ExportQuery)
        rows = DataExport.objects.visible_to(self.actor).rows()
        return listing(request, rows, query, ExportShape.of, query.order)

    @operation(
        "Ask for all that is kept of the own account",
        who="signed in",
        answer=ExportShape,
        status=201,
        errors=[Conflict, ConfirmationRequired, RateLimited],
        description="A ZIP of JSON files, made in the background: a notification tells when it is ready.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask for all that is kept of the own account."""
        export_id = ask_for_export(self.actor)
        return created(shown_export(export_id), "Export asked for")


class ExportDetail(ApiView):
    """One own export."""

    @operation("Show an own export", who="signed in", answer=ExportShape, errors=[NotFound], scope=SIGN_IN)
    def get(self, request: Request, export_id: UUID) -> Response:
        """Show how far an own export has come."""
        require(self.actor, "accounts.export_own")
        return ok(ExportShape.of(DataExport.objects.visible_to(self.actor).rows().get(pk=export_id)))


class ExportFile(FileView):
    """The file of an own export."""

    file_type = ZIP

    @operation(
        "Download an own export",
        who="signed in",
        file=ZIP,
        errors=[NotFound],
        scope=SIGN_IN,
        description="For as long as `expires_at` says, and by its owner only.",
    )
    def get(self, request: Request, export_id: UUID) -> HttpResponse:
        """Download an own export."""
        return download(exported(self.actor, export_id), ZIP, f"nexus-{export_id}.zip")


class Deactivation(ApiView):
    """Shutting one's own account."""

    @operation(
        "Shut the own account",
        who="signed in",
        answer=NothingShape,
        errors=[ConfirmationRequired, LastAdministrator],
        description="Every sign-in ends, and nobody signs in any more; nothing is deleted. An administrator "
        "can open it again.",
    )
    def post(self, request: Request) -> Response:
        """Shut the own account."""
        deactivate_account(self.actor)
        return ok(NothingShape(), "Account shut")


class ErasureList(ApiView):
    """Being forgotten."""

    @operation(
        "Have the own account erased",
        who="signed in",
        answer=ErasureShape,
        status=201,
        body=ErasureInput,
        errors=[ConfirmationRequired, LastAdministrator, StillNeeded, Conflict],
        description="`confirm` is your username. The account is shut at once, and erased at `due_at`; until "
        "then the key in the mail takes it back. What the law keeps stays, and names nobody; what is still "
        "under way, such as an order, is brought to its end first: 422 `STILL_NEEDED` names it.",
    )
    def post(self, request: Request) -> Response:
        """Have the own account erased."""
        erasure = ask_for_erasure(self.actor, self.read_body(ErasureInput)["confirm"])
        return created(ErasureShape(erasure.asked_at, erasure.due_at), "Account shut, to be erased")


class ErasureCancel(ApiView):
    """Staying after all."""

    authentication_classes = ()

    @operation(
        "Keep an account that is to be erased",
        who=ANYONE,
        answer=NothingShape,
        body=KeepInput,
        errors=[LinkVoid],
        description="By the key from the mail that told of it. The account is open again: sign in.",
    )
    def post(self, request: Request) -> Response:
        """Keep an account that is to be erased."""
        take_erasure_back(self.read_body(KeepInput)["key"])
        return ok(NothingShape(), "Account kept")


def shown_export(export_id: UUID) -> ExportShape:
    """Show an export that was asked for just now."""
    return ExportShape.of(DataExport.objects.rows().get(pk=export_id))
