"""What the commands have in common that read files."""

from django.core.management.base import CommandError

from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import Actor, Role


def account_called(name: str, role: Role) -> Actor:
    """Give the account whose file it is; a sentence ends the command where there is none in this role."""
    user: User | None = User.objects.called(name)
    if user is None:
        raise CommandError(f"There is no account '{name}'.")
    actor = Actor.of(user)
    if not actor.has(role):
        raise CommandError(f"'{name}' is no {role}.")
    return actor
