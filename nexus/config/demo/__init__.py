"""A small marketplace and job board to look around in: its accounts. `manage.py demo` loads the rest."""

from typing import Final

# Everyone knows it, so that `manage.py demo` stays away from sites that others rely on.
PASSWORD: Final = "Look-Around-7"  # noqa: S105

# (role, user name, password), as `make run` prints them.
ACCOUNTS: Final = [
    ("admin", "admin", PASSWORD),
    ("seller", "northlight", PASSWORD),
    ("seller", "hearth_home", PASSWORD),
    ("seller", "fieldnotes", PASSWORD),
    ("employer", "brightforge", PASSWORD),
    ("employer", "cedarworks", PASSWORD),
    ("job seeker", "mara", PASSWORD),
    ("job seeker", "tom", PASSWORD),
    ("customer", "ines", PASSWORD),
    ("premium", "paul", PASSWORD),
]
