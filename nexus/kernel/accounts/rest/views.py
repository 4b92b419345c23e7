from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import can, require
from nexus.kernel.accounts.actions import delete_account, update_account
from nexus.kernel.accounts.exceptions import LastAdministrator
from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.rest.serializers import AccountInput, ProfileInput
from nexus.kernel.accounts.rest.shapes import UserCard, UserQuery, UserShape
from nexus.kernel.api.answers import gone, ok
from nexus.kernel.api.errors import ConfirmationRequired, Conflict, NotAuthenticated, NotFound
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView


def _in_full(user_id: UUID) -> UserShape:
    return UserShape.of(User.objects.rows().get(pk=user_id))


class Profile(ApiView):
    """One's own account."""

    @operation("Show the own profile", who="signed in", answer=UserShape)
    def get(self, request: Request) -> Response:
        """Show the own profile."""
        return ok(_in_full(self.account_id))

    @operation(
        "Change the own profile",
        who="signed in",
        answer=UserShape,
        body=ProfileInput,
        errors=[Conflict, ConfirmationRequired],
        description="A new `email` counts once it is confirmed; until then it is shown as `pending_email`.",
    )
    def put(self, request: Request) -> Response:
        """Change the fields that are given."""
        update_account(self.actor, self.account_id, self.read_body(ProfileInput, partial=True))
        return ok(_in_full(self.account_id), "Profile updated")

    patch = put

    @property
    def account_id(self) -> UUID:
        """Name the account that asks; a visitor is asked to sign in."""
        if self.actor.id is None:
            raise NotAuthenticated
        return self.actor.id


class UserList(ApiView):
    """All accounts."""

    @operation("List the accounts", who="admin", answer=UserShape, many=True, query=UserQuery)
    def get(self, request: Request) -> Response:
        """List the accounts, newest first."""
        require(self.actor, "accounts.list_users")
        query = read_query(request, UserQuery)
        rows = User.objects.narrowed(**query.filters).rows()
        return listing(request, rows, query, UserShape.of, query.order)


class UserDetail(ApiView):
    """One account."""

    @operation(
        "Show an account",
        who="signed in",
        answer=UserCard,
        in_full=UserShape,
        errors=[NotFound],
        description="Its card; to its owner and to administrators in full, as `/api/auth/profile/` shows it.",
    )
    def get(self, request: Request, user_id: UUID) -> Response:
        """Show an account."""
        return ok(self._shown(user_id))

    @operation(
        "Change an account",
        who="the user, admin",
        answer=UserShape,
        body=AccountInput,
        errors=[NotFound, Conflict, ConfirmationRequired, LastAdministrator],
        description="`is_active` and `is_premium` are an administrator's to change.",
    )
    def put(self, request: Request, user_id: UUID) -> Response:
        """Change the fields that are given."""
        shape = AccountInput if self.actor.is_admin else ProfileInput
        update_account(self.actor, user_id, self.read_body(shape, partial=True))
        return ok(self._shown(user_id), "Account updated")

    patch = put

    @operation("Delete an account", who="admin", status=204, errors=[NotFound, Conflict, LastAdministrator])
    def delete(self, request: Request, user_id: UUID) -> Response:
        """Delete an account that nothing hangs on."""
        delete_account(self.actor, user_id)
        return gone()

    def _shown(self, user_id: UUID) -> UserCard | UserShape:
        require(self.actor, "accounts.view_user")
        row = User.objects.visible_to(self.actor).rows().get(pk=user_id)
        owner = User(pk=row["id"])
        return UserShape.of(row) if can(self.actor, "accounts.view_user_in_full", owner) else UserCard.of(row)
