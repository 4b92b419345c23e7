from collections.abc import Callable

import pytest
from django.core import mail

from nexus.kernel.accounts.models import User
from nexus.kernel.notifications import kinds as registry
from nexus.kernel.notifications.actions import notify
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice
from nexus.kernel.notifications.models import Notification, Preference
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory

LAMP = Kind("lamp_lit", "A lamp is lit", group="Lamps", example=("Your lamp is lit", "In the hall."))
SHADE = Kind("shade_torn", "A shade is torn", group="Lamps", email=Frequency.DAILY)
Tell = Callable[..., None]


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    """The site's kinds, and two of the suite's own."""
    registry.kinds()
    for kind in (LAMP, SHADE):
        monkeypatch.setitem(registry._KINDS, kind.name, kind)


@pytest.fixture
def ada(db) -> User:
    return UserFactory(username="ada", email="ada@example.com", first_name="Ada")


@pytest.fixture
def bob(db) -> User:
    return UserFactory(username="bob", email="bob@example.com")


@pytest.fixture
def tell(db) -> Tell:
    """Tell an account of lamps, so many times, each by itself."""

    def of(user: User, *titles: str, kind: Kind = LAMP, quiet_key: str = "") -> None:
        for title in titles or ("Your lamp is lit",):
            notify(kind, [Notice(user.pk, title, "In the hall.", "/api/lamps/7/", {"lamp": "7"}, quiet_key)])

    return of


@pytest.fixture
def letters():
    """What is mailed, once all that is to be done in the background is."""

    def sent():
        mail.outbox.clear()
        deliver_events()
        return list(mail.outbox)

    return sent


def wish(user: User, kind: Kind, email: Frequency, *, in_app: bool = True, live: bool = True) -> None:
    Preference.objects.create(user=user, kind=kind.name, in_app=in_app, live=live, email=email)


def own(user: User) -> list[Notification]:
    return list(Notification.objects.filter(user=user))
