from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.accounts.actions import add_address, delete_address, update_address
from nexus.kernel.accounts.exceptions import AddressBookFull
from nexus.kernel.accounts.models import Address
from nexus.kernel.accounts.rest.serializers import AddressInput
from nexus.kernel.accounts.rest.shapes import AddressQuery, SavedAddressShape
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.scopes import SIGN_IN


class AddressList(ApiView):
    """One's own address book."""

    @operation(
        "List the own addresses",
        who="signed in",
        answer=SavedAddressShape,
        many=True,
        query=AddressQuery,
        scope=SIGN_IN,
    )
    def get(self, request: Request) -> Response:
        """List the own addresses, the default one first."""
        require(self.actor, "accounts.keep_addresses")
        query = read_query(request, AddressQuery)
        rows = Address.objects.visible_to(self.actor).rows()
        return listing(request, rows, query, SavedAddressShape.of, query.order)

    @operation(
        "Keep an address",
        who="signed in",
        answer=SavedAddressShape,
        status=201,
        body=AddressInput,
        errors=[AddressBookFull],
        description="The first one is the default. An order may name one as `shipping_address_id`.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Keep an address."""
        address = add_address(self.actor, self.read_body(AddressInput))
        return created(shown_address(address.pk), "Address kept")


class AddressDetail(ApiView):
    """One of one's own addresses."""

    @operation(
        "Show an own address", who="signed in", answer=SavedAddressShape, errors=[NotFound], scope=SIGN_IN
    )
    def get(self, request: Request, address_id: UUID) -> Response:
        """Show an own address."""
        require(self.actor, "accounts.keep_addresses")
        row = Address.objects.visible_to(self.actor).rows().get(pk=address_id)
        return ok(SavedAddressShape.of(row))

    @operation(
        "Change an own address",
        who="signed in",
        answer=SavedAddressShape,
        body=AddressInput,
        errors=[NotFound],
    )
    def put(self, request: Request, address_id: UUID) -> Response:
        """Change the fields that are given."""
        update_address(self.actor, address_id, self.read_body(AddressInput, partial=True))
        return ok(shown_address(address_id), "Address updated")

    patch = put

    @operation("Delete an own address", who="signed in", status=204, errors=[NotFound])
    def delete(self, request: Request, address_id: UUID) -> Response:
        """Delete an own address; orders keep theirs as it was."""
        delete_address(self.actor, address_id)
        return gone()


def shown_address(address_id: UUID) -> SavedAddressShape:
    """Show an address that was written just now."""
    return SavedAddressShape.of(Address.objects.rows().get(pk=address_id))
