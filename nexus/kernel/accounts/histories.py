"""What is kept of accounts: who may what, and under which name; never a password or what people write."""

from nexus.kernel.accounts.models import User, UserQuerySet
from nexus.kernel.audit.keeping import History, keep_history
from nexus.kernel.kit.actor import Actor


def _own(actor: Actor) -> UserQuerySet:
    own: UserQuerySet = User.objects.filter(pk=actor.id)
    return own


keep_history(
    History(
        "user",
        User,
        (
            "username",
            "email",
            "is_seller",
            "is_employer",
            "is_job_seeker",
            "is_premium",
            "is_support",
            "is_active",
            "is_staff",
            "is_superuser",
        ),
        owned=_own,
    ),
    History("user_group", User.groups.through, ("group_id",), of="user", of_column="user_id"),
    History(
        "user_permission",
        User.user_permissions.through,
        ("permission_id",),
        of="user",
        of_column="user_id",
    ),
)
