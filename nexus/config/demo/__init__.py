"""A small marketplace and job board to look around in: its accounts. `manage.py demo` loads the rest."""

from typing import Final

from django.conf import settings

# Everyone knows it, so that `manage.py demo` stays away from sites that others rely on.
PASSWORD: Final = "Look-Around-7"  # noqa: S105

# Role and user name, by the side of the business that they are there for.
_ACCOUNTS: Final = {
    "commerce": [
        ("seller", "northlight"),
        ("seller", "hearth_home"),
        ("seller", "fieldnotes"),
        ("customer", "ines"),
    ],
    "jobs": [
        ("employer", "brightforge"),
        ("employer", "cedarworks"),
        ("job seeker", "mara"),
        ("job seeker", "tom"),
    ],
}


def accounts() -> list[tuple[str, str, str]]:
    """List the accounts of what is on, as `make run` prints them: role, user name, password."""
    of_sides = [account for domain in settings.DOMAINS for account in _ACCOUNTS[domain.name]]
    named = [("admin", "admin"), *of_sides, ("premium", "paul")]
    return [(role, name, PASSWORD) for role, name in named]


def accounts_of(side: str) -> list[str]:
    """Name the accounts that one side of the business brings along."""
    return [name for _, name in _ACCOUNTS[side]]
