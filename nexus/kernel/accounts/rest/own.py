"""What one does with one's own account: its picture, its address, its roles."""

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.accounts.actions import (
    change_address,
    drop_pending_address,
    give_up_role,
    remove_avatar,
    set_avatar,
    take_role,
)
from nexus.kernel.accounts.models import ROLE_FLAGS, User
from nexus.kernel.accounts.rest.serializers import AddressChangeInput, AvatarInput, RoleInput
from nexus.kernel.accounts.rest.shapes import UserShape
from nexus.kernel.api.answers import gone, ok
from nexus.kernel.api.errors import ConfirmationRequired, Conflict, NotFound
from nexus.kernel.api.operations import operation
from nexus.kernel.api.views import ApiView
from nexus.kernel.kit.actor import Actor, Role
from nexus.kernel.uploads.rest.sending import UploadView


def own_shape(actor: Actor) -> UserShape:
    """Show an account as its owner sees it."""
    return UserShape.of(User.objects.rows().get(pk=actor.id))


class Avatar(UploadView):
    """One's own picture."""

    @operation(
        "Set the own picture",
        who="signed in",
        answer=UserShape,
        body=AvatarInput,
        body_types=["multipart/form-data"],
        description="A JPEG, PNG, WebP, GIF or AVIF: made anew as WebP in three sizes, without its metadata.",
    )
    def put(self, request: Request) -> Response:
        """Set the own picture, in place of any other."""
        set_avatar(self.actor, self.read_body(AvatarInput)["avatar"])
        return ok(own_shape(self.actor), "Picture set")

    @operation("Take the own picture down", who="signed in", status=204, errors=[NotFound])
    def delete(self, request: Request) -> Response:
        """Take the own picture down."""
        remove_avatar(self.actor)
        return gone()


class Roles(ApiView):
    """One's own roles."""

    @operation(
        "Take up a role",
        who="signed in",
        answer=UserShape,
        body=RoleInput,
        errors=[Conflict],
        description="Become a `seller`, an `employer` or a `job_seeker`; it counts from the next request on.",
    )
    def post(self, request: Request) -> Response:
        """Take up a role."""
        take_role(self.actor, Role(self.read_body(RoleInput)["role"]))
        return ok(own_shape(self.actor), "Role taken up")


class RoleDetail(ApiView):
    """One of one's own roles."""

    @operation(
        "Give up a role",
        who="signed in",
        status=204,
        errors=[NotFound, Conflict],
        description="What was sold, posted or applied for in it stays.",
    )
    def delete(self, request: Request, role: str) -> Response:
        """Give up a role."""
        if role not in set(ROLE_FLAGS):
            raise NotFound
        give_up_role(self.actor, Role(role))
        return gone()


class ChangeEmail(ApiView):
    """One's own e-mail address."""

    @operation(
        "Change the own e-mail address",
        who="signed in",
        answer=UserShape,
        body=AddressChangeInput,
        errors=[Conflict, ConfirmationRequired],
        description="The new address gets a link and counts once that is followed; until then it is shown as "
        "`pending_email`. The old one is told at once, and again when it is replaced. Where the site "
        "confirms no addresses, it counts at once. The same as `email` in `PUT /api/auth/profile/`.",
    )
    def post(self, request: Request) -> Response:
        """Change the own e-mail address."""
        change_address(self.actor, self.read_body(AddressChangeInput)["email"])
        return ok(own_shape(self.actor), "Address changed, or waiting to be confirmed")


class PendingEmail(ApiView):
    """The address that waits to be confirmed."""

    @operation("Keep the old e-mail address", who="signed in", status=204, errors=[NotFound])
    def delete(self, request: Request) -> Response:
        """Keep the old e-mail address after all: the link to the new one is void."""
        drop_pending_address(self.actor)
        return gone()
