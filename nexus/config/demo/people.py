"""The demo's accounts, opened as anyone's are."""

from typing import Final

from django.conf import settings

from nexus.config.demo import accounts, accounts_of
from nexus.kernel.accounts.actions import Registration, open_account
from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import Actor

People = dict[str, Actor]

MAIL: Final = "@nexus.example"
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


def missing_sides() -> list[str]:
    """Name the sides that are on and whose part was never loaded; none where others have taken the names."""
    taken = User.objects.filter(username__in=[name for _, name, _ in accounts()])
    if taken.exclude(email__endswith=MAIL).exists():
        return []
    return [domain.name for domain in settings.DOMAINS if not _there(accounts_of(domain.name))]


def open_accounts() -> People:
    """Open those that aren't there yet, and give each as an actor."""
    told = accounts()
    there = _there([name for _, name, _ in told])
    return {name: there.get(name) or _open(role, name, password) for role, name, password in told}


def _there(names: list[str]) -> People:
    return {user.username: Actor.of(user) for user in User.objects.filter(username__in=names)}


def _open(role: str, name: str, password: str) -> Actor:
    first_name, last_name = _NAMES[name]
    user = open_account(
        Registration(
            username=name,
            email=f"{name.replace('_', '-')}{MAIL}",
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
