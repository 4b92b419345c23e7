"""How notifications read as mails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template

from nexus.kernel.accounts.models import User
from nexus.kernel.notifications.kinds import Frequency, Kind, kinds
from nexus.kernel.notifications.links import Unsubscribing
from nexus.kernel.notifications.models import Notification

SITE: Final = "Nexus"
# A longer digest says how many more there are.
MOST_IN_A_DIGEST: Final = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be: its template, what that is filled with, and how it is unsubscribed from."""

    template: str
    context: Mapping[str, Any]
    headers: Mapping[str, str]


def of_notification(notification: Notification) -> Letter:
    """Say one notification as a mail, in its kind's own words where it has some."""
    kind = _kind(notification)
    ending = Unsubscribing.from_kind(notification.user_id, kind)
    own = {
        "kind": kind,
        "notice": notification,
        "href": _href(notification.link),
        "about": notification.about,
    }
    return Letter(template_of(kind), _for_all(notification.user, ending) | own, ending.headers)


def of_digest(user: User, frequency: Frequency, gathered: Sequence[Notification]) -> Letter:
    """Say what was gathered as one mail, kind by kind."""
    ending = Unsubscribing.from_digest(user.pk, frequency)
    shown = [{"notice": one, "href": _href(one.link)} for one in gathered[:MOST_IN_A_DIGEST]]
    by_kind = groupby(shown, key=lambda one: _kind(one["notice"]))  # type: ignore[arg-type]
    own = {
        "frequency": frequency,
        "groups": [{"kind": kind, "notices": list(notices)} for kind, notices in by_kind],
        "number": len(gathered),
        "left_out": len(gathered) - len(shown),
    }
    return Letter("notifications/digest", _for_all(user, ending) | own, ending.headers)


def template_of(kind: Kind) -> str:
    """Name the template of a kind: its own where its room has one, else the one for all."""
    own = f"notifications/{kind.name}"
    try:
        get_template(f"mail/{own}.txt")
    except TemplateDoesNotExist:
        return "notifications/notice"
    return own


def _for_all(user: User, ending: Unsubscribing) -> dict[str, Any]:
    name = user.get_full_name() or user.username
    return {"site": SITE, "name": name, "unsubscribe": ending.url}


def _kind(notification: Notification) -> Kind:
    # A kind that the site has no longer, since its domain was switched off, still has its last mail.
    return kinds().get(notification.kind) or Kind(notification.kind, notification.kind, group="")


def _href(link: str) -> str:
    # Links are paths of the API; people follow them in the app that stands before it, if there is one.
    return f"{settings.APP_URL.rstrip('/')}{link.removeprefix('/api')}" if settings.APP_URL and link else ""
