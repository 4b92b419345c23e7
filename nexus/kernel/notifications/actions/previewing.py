"""How mails look, shown with what each kind gives as its example."""

from typing import Final

from nexus.kernel.accounts.models import User
from nexus.kernel.notifications.actions.wording import Letter, of_digest, of_notification
from nexus.kernel.notifications.kinds import Frequency, Kind, kinds
from nexus.kernel.notifications.models import Notification

DIGEST: Final = "digest"
_IN_A_DIGEST: Final = 8


def sample(user: User, name: str) -> Letter:
    """Compose the mail of a kind, or a digest of some, as this account would get it."""
    if name != DIGEST:
        return of_notification(_example(user, kinds()[name]))
    some = sorted(kinds().values(), key=lambda kind: kind.name)[:_IN_A_DIGEST]
    return of_digest(user, Frequency.DAILY, [_example(user, kind) for kind in some])


def _example(user: User, kind: Kind) -> Notification:
    title, text = kind.example or (kind.label, "")
    return Notification(user=user, kind=kind.name, title=title, text=text, link="/api/notifications/")
