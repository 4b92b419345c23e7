from typing import Any, Final

from nexus.kernel.accounts.models import User
from nexus.kernel.mail.actions import send
from nexus.kernel.mail.models import Mail

SITE: Final = "Nexus"


def write_to(user: User, template: str, *, to: str = "", **said: Any) -> Mail:
    """Write one of the mails about accounts: to the account's own address, unless another is named."""
    context = {"site": SITE, "name": user.get_full_name() or user.username, "username": user.username}
    return send(f"account/{template}", to or user.email, {**context, **said})
