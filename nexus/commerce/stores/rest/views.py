from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.stores.actions import add_member, change_member, change_store, own_store, remove_member
from nexus.commerce.stores.models import Member, Store
from nexus.commerce.stores.rest.serializers import MemberInput, MemberRoleInput, StoreInput
from nexus.commerce.stores.rest.shapes import (
    MemberQuery,
    MemberShape,
    OwnStoreShape,
    StoreChoice,
    StoreShape,
)
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import Conflict, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import NoQuery, read_query
from nexus.kernel.api.views import ApiView

OWNER = "the store's owner, admin"
RUNNERS = "the seller, those who work for the store, admin"
WHICH = "Without `store` it is one's own, or the one joined first; an administrator names one."


class StoreDetail(ApiView):
    """A store, for everyone."""

    @operation(
        "Show a store",
        who=ANYONE,
        answer=StoreShape,
        query=NoQuery,
        errors=[NotFound],
        public=["stores", "accounts"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Show a store; its id is its seller's."""
        read_query(request, NoQuery)
        return ok(StoreShape.of(Store.objects.rows().get(pk=store_id)))


class StoreView(ApiView):
    """Something about the store that one runs."""

    def store(self, request: Request) -> Store:
        """Give the store that is meant."""
        return own_store(self.actor, read_query(request, StoreChoice).store)

    def shown(self, store_id: UUID) -> OwnStoreShape:
        """Give a store as those who run it see it."""
        return OwnStoreShape.of(Store.objects.rows().get(pk=store_id))


class OwnStore(StoreView):
    """The store that one runs."""

    @operation(
        "Show my store",
        who=RUNNERS,
        answer=OwnStoreShape,
        query=StoreChoice,
        errors=[NotFound],
        description=f"Show the store that one runs, with what stands on its invoices. {WHICH}",
    )
    def get(self, request: Request) -> Response:
        """Show the store that one runs."""
        return ok(self.shown(self.store(request).pk))

    @operation(
        "Change my store",
        who="the seller, managers of the store, admin",
        answer=OwnStoreShape,
        query=StoreChoice,
        body=StoreInput,
        errors=[NotFound],
        description=f"Change the fields that are given; the commission is an administrator's to set. {WHICH}",
    )
    def put(self, request: Request) -> Response:
        """Change the fields that are given."""
        store = self.store(request)
        change_store(self.actor, store.pk, self.read_body(StoreInput, partial=True))
        return ok(self.shown(store.pk), "Store updated")

    patch = put


class MemberList(StoreView):
    """Who works for a store."""

    @operation(
        "List the members of my store",
        who=RUNNERS,
        answer=MemberShape,
        many=True,
        query=MemberQuery,
        errors=[NotFound],
        description=f"List who works for the store. {WHICH}",
    )
    def get(self, request: Request) -> Response:
        """List who works for the store."""
        query = read_query(request, MemberQuery)
        store = own_store(self.actor, query.store)
        return listing(
            request, Member.objects.of(store.pk).rows(), query, MemberShape.of, ("joined_at", "id")
        )

    @operation(
        "Add a member to my store",
        who=OWNER,
        answer=MemberShape,
        status=201,
        query=StoreChoice,
        body=MemberInput,
        errors=[NotFound, Conflict, Unprocessable],
        description="Let an account work for the store: as `staff`, who see and ship orders, or as "
        "`manager`, who do everything but choose members.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Let an account work for the store."""
        store = self.store(request)
        member = add_member(self.actor, store.pk, **self.read_body(MemberInput))
        return created(MemberShape.of(Member.objects.rows().get(pk=member.pk)), "Member added")


class MemberDetail(StoreView):
    """Someone who works for a store."""

    @operation(
        "Change a member's role",
        who=OWNER,
        answer=MemberShape,
        query=StoreChoice,
        body=MemberRoleInput,
        errors=[NotFound],
    )
    def put(self, request: Request, member_id: UUID) -> Response:
        """Give a member another role."""
        store = self.store(request)
        change_member(self.actor, store.pk, member_id, **self.read_body(MemberRoleInput))
        return ok(MemberShape.of(Member.objects.rows().get(pk=member_id)), "Member updated")

    patch = put

    @operation(
        "Remove a member from my store",
        who="the store's owner, admin; the member",
        status=204,
        query=StoreChoice,
        errors=[NotFound],
    )
    def delete(self, request: Request, member_id: UUID) -> Response:
        """Let someone work for the store no longer."""
        store = self.store(request)
        remove_member(self.actor, store.pk, member_id)
        return gone()
