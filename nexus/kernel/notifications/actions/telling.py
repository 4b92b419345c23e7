"""From notices to notifications: by the thousand, in a few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.ids import new_id
from nexus.kernel.notifications.events import MailDue, MassMailDue, NotificationCreated, NotificationRepeated
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice
from nexus.kernel.notifications.models import Channels, Notification, Preference, Told, Writing

AT_ONCE: Final = 1_000
LONGEST_TITLE: Final = 250
LONGEST_TEXT: Final = 2_000
# Of more at once the mails wait behind those of fewer.
MANY: Final = 100

Counted = tuple[Notice, int]
MailFact = type[MailDue] | type[MassMailDue]


@transaction.atomic
def notify(kind: Kind, notices: Iterable[Notice]) -> int:
    """Tell accounts of something, each by the channels that it wants; how many were told."""
    gathered = _gathered(notices)
    batches = (gathered[at : at + AT_ONCE] for at in range(0, len(gathered), AT_ONCE))
    due = MassMailDue if len(gathered) > MANY else MailDue
    return sum(_tell(kind, batch, due) for batch in batches)


def _gathered(notices: Iterable[Notice]) -> list[Counted]:
    # What gathers under a quiet key in the database can't come there twice in one statement.
    by_key: dict[tuple[UUID, str, int], Counted] = {}
    for place, notice in enumerate(notices):
        key = (notice.user_id, notice.quiet_key, 0 if notice.quiet_key else place)
        by_key[key] = (notice, by_key.get(key, (notice, 0))[1] + 1)
    return [by_key[key] for key in sorted(by_key)]


def _tell(kind: Kind, gathered: Sequence[Counted], due: MailFact) -> int:
    channels = Preference.objects.channels(kind, {notice.user_id for notice, _ in gathered})
    writings = list(_writings(gathered, channels))
    if not writings:
        return 0
    now = timezone.now()
    if keys := [(writing.user_id, writing.quiet_key) for writing in writings if writing.quiet_key]:
        Notification.objects.end_quiet(kind.name, keys, now - kind.quiet_for)
    told = Notification.objects.write(kind.name, writings, now)
    publish(*_facts(kind, told, channels, due), actor=SYSTEM)
    return len(told)


def _writings(gathered: Iterable[Counted], channels: Mapping[UUID, Channels]) -> Iterator[Writing]:
    for notice, count in gathered:
        to = channels.get(notice.user_id)
        if to is not None and to.are_open:
            yield Writing(
                id=new_id(),
                user_id=notice.user_id,
                title=Truncator(notice.title).chars(LONGEST_TITLE),
                text=Truncator(notice.text).chars(LONGEST_TEXT),
                link=notice.link,
                about=msgspec.json.encode(notice.about).decode(),
                quiet_key=notice.quiet_key,
                count=count,
                in_app=to.in_app,
                email=to.email,
            )


def _facts(
    kind: Kind, told: Iterable[Told], channels: Mapping[UUID, Channels], due: MailFact
) -> Iterator[Fact]:
    for one in told:
        to = channels[one.user_id]
        fact = NotificationCreated if one.is_new else NotificationRepeated
        yield fact(one.notification_id, one.user_id, kind.name, to.names)
        if one.is_new and to.email == Frequency.IMMEDIATELY:
            yield due(one.notification_id)
