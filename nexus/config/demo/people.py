"""The demo's accounts, opened as anyone's are."""

from typing import Final

from nexus.config.demo import ACCOUNTS
from nexus.kernel.accounts.actions import Registration, open_account
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import Actor

People = dict[str, Actor]

_NAMES: Final = {
    "admin": ("Ada", "Admin"),
    "northlight": ("Northlight", "Electronics"),
    "hearth_home": ("Hearth &", "Home"),
    "fieldnotes": ("Fieldnotes", "Outdoors"),
    "brightforge": ("Brightforge", "Software"),
    "cedarworks": ("Cedarworks", "Furniture"),
    "mara": ("Mara", "Lind"),
    "tom": ("Tom", "Okafor"),
    "ines": ("Inês", "Duarte"),
    "paul": ("Paul", "Berger"),
}
_ROLES: Final[dict[str, dict[str, bool]]] = {
    "admin": {"is_superuser": True, "is_staff": True},
    "premium": {"is_premium": True},
}


def are_there() -> bool:
    """Tell whether the demo was loaded before."""
    return bool(User.objects.filter(username__in=[name for _, name, _ in ACCOUNTS]).exists())


def open_accounts() -> People:
    """Open them all, and give each as an actor."""
    return {name: _open(role, name, password) for role, name, password in ACCOUNTS}


def _open(role: str, name: str, password: str) -> Actor:
    first_name, last_name = _NAMES[name]
    user = open_account(
        Registration(
            username=name,
            email=f"{name.replace('_', '-')}@nexus.example",
            password=password,
            first_name=first_name,
            last_name=last_name,
            is_seller=role == "seller",
            is_employer=role == "employer",
            is_job_seeker=role == "job seeker",
        ),
        is_sites_own=True,
    )
    # What nobody can ask for.
    for field, value in _ROLES.get(role, {}).items():
        setattr(user, field, value)
    user.save()
    return Actor.of(user)
