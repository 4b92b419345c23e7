"""Who is told: by which channels, how often, and in how many statements."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.events.bus import publish, receivers_of
from nexus.kernel.events.models import Event
from nexus.kernel.imports.events import ImportFailed, ImportFinished
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.notifications.actions import notify, settle, telling
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice, notifies
from nexus.kernel.notifications.models import Notification
from nexus.kernel.notifications.tasks import sweep_notifications
from tests.kernel.notifications.conftest import LAMP, SHADE, own, wish
from tests.together import all_at_once

pytestmark = pytest.mark.django_db


def facts(name: str) -> list[dict]:
    found = Event.objects.filter(name=f"notifications.{name}").order_by("position")
    return [event.payload for event in found]


def test_one_is_told_in_the_app_live_and_by_mail(ada, tell, letters):
    tell(ada)

    (told,) = own(ada)
    assert (told.kind, told.title, told.about) == ("lamp_lit", "Your lamp is lit", {"lamp": "7"})
    (fact,) = facts("notification.created")
    assert fact["user_id"] == str(ada.pk)
    assert fact["channels"] == ["in_app", "live", "email"]
    (letter,) = letters()
    assert (letter.to, letter.subject) == (["ada@example.com"], "Your lamp is lit")
    assert "Hello Ada,\n\nIn the hall." in letter.body
    assert "In the hall." in letter.alternatives[0].content
    assert letters() == []


def test_what_one_wishes_is_heeded(ada, bob, tell, letters):
    wish(ada, LAMP, Frequency.NEVER, live=False)
    wish(bob, LAMP, Frequency.IMMEDIATELY, in_app=False, live=False)
    tell(ada)
    tell(bob)

    assert [fact["channels"] for fact in facts("notification.created")] == [["in_app"], ["email"]]
    assert [one.in_app for one in own(bob)] == [False]
    assert [letter.to for letter in letters()] == [["bob@example.com"]]


def test_who_wants_to_hear_nothing_is_told_nothing(ada, tell):
    wish(ada, LAMP, Frequency.NEVER, in_app=False, live=False)
    tell(ada)

    assert own(ada) == []
    assert facts("notification.created") == []


def test_accounts_that_are_closed_or_gone_hold_up_nobody(ada, bob):
    bob.shut()
    bob.save()

    assert notify(LAMP, [Notice(user, "Lit") for user in (bob.pk, new_id(), ada.pk)]) == 1

    assert [one.user_id for one in Notification.objects.all()] == [ada.pk]


def test_what_was_read_at_once_isnt_mailed(ada, tell, letters):
    tell(ada)
    Notification.objects.update(read_at=timezone.now())

    assert letters() == []


def test_what_was_announced_in_vain_was_never_told(ada, tell):
    with pytest.raises(ZeroDivisionError):
        notify(LAMP, (Notice(ada.pk, str(1 // (1 - at))) for at in range(2)))

    assert own(ada) == []


def test_a_long_title_is_cut_short(ada, tell):
    tell(ada, "x" * 300)

    (told,) = own(ada)
    assert len(told.title) == 250
    assert told.title.endswith("…")


class TestQuietKeys:
    def test_the_same_while_unread_is_one_with_a_count_and_one_mail(self, ada, tell, letters):
        tell(ada, "One", "Two", "Three", quiet_key="hall")

        (told,) = own(ada)
        assert (told.title, told.count) == ("Three", 3)
        assert len(facts("notification.created")) == 1
        assert [fact["notification_id"] for fact in facts("notification.repeated")] == [str(told.pk)] * 2
        (letter,) = letters()
        assert "This happened 3 times." in letter.body
        tell(ada, "Four", quiet_key="hall")
        assert letters() == []

    def test_in_one_telling_too(self, ada):
        notify(LAMP, [Notice(ada.pk, title, quiet_key="hall") for title in ("One", "Two")])
        notify(LAMP, [Notice(ada.pk, title) for title in ("One", "Two")])

        assert sorted((one.title, one.count) for one in own(ada)) == [("One", 1), ("Two", 1), ("Two", 2)]

    def test_another_key_kind_or_account_is_another(self, ada, bob, tell):
        tell(ada, quiet_key="hall")
        tell(ada, quiet_key="attic")
        tell(ada, quiet_key="hall", kind=SHADE)
        tell(bob, quiet_key="hall")

        assert [one.count for one in Notification.objects.all()] == [1, 1, 1, 1]

    def test_what_was_read_is_told_anew(self, ada, tell, letters):
        tell(ada, quiet_key="hall")
        assert len(letters()) == 1
        Notification.objects.update(read_at=timezone.now())
        tell(ada, quiet_key="hall")

        assert [one.count for one in own(ada)] == [1, 1]
        assert len(letters()) == 1

    def test_and_so_is_what_nobody_read_for_a_day(self, ada, tell, letters):
        tell(ada, quiet_key="hall")
        assert len(letters()) == 1
        Notification.objects.update(created_at=timezone.now() - LAMP.quiet_for - timedelta(seconds=1))
        tell(ada, "Still lit", quiet_key="hall")
        tell(ada, "Still lit", quiet_key="hall")

        assert [one.count for one in own(ada)] == [2, 1]
        assert len(letters()) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_still_one_and_one_mail(ada, tell):
    all_at_once([partial(tell, ada, quiet_key="hall")] * 24)

    (told,) = own(ada)
    assert told.count == 24
    assert len(facts("mail.due")) == 1


def test_ten_thousand_are_told_in_a_few_statements(db):
    hashed = make_password(None)
    users = User.objects.bulk_create(
        User(username=f"reader{n}", email=f"reader{n}@example.com", password=hashed) for n in range(10_000)
    )
    wish(users[0], LAMP, Frequency.NEVER)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert notify(LAMP, (Notice(user.pk, "Lit", quiet_key="hall") for user in users)) == 10_000

    # For each thousand: the wishes, the quiet that ends, the rows, the log. And the savepoint.
    assert len(asked) == 10 * 4 + 2
    assert Notification.objects.filter(count=1).count() == 10_000
    assert Event.objects.filter(name="notifications.mass_mail.due").count() == 9_999


@pytest.mark.parametrize(("most", "queues"), [(2, {"default", "urgent"}), (1, {"bulk"})])
def test_the_mails_of_many_keep_nobody_elses_waiting(ada, bob, letters, monkeypatch, most, queues):
    monkeypatch.setattr(telling, "MANY", most)

    notify(LAMP, [Notice(ada.pk, "Lit"), Notice(bob.pk, "Lit")])

    assert {letter.to[0] for letter in letters()} == {"ada@example.com", "bob@example.com"}
    names = set(Event.objects.values_list("name", flat=True))
    assert {receiver.queue for name in names for receiver in receivers_of(name)} == queues


def test_a_kind_has_one_meaning():
    with pytest.raises(ValueError, match="Two kinds of notification are named lamp_lit"):
        notifies("test.lamp.lit", kind=Kind("lamp_lit", "Another", group="Lamps"))(lambda _: [])


def test_what_was_read_long_ago_is_forgotten(ada, tell):
    long_ago = timezone.now() - timedelta(days=91)
    for title in ("unread", "read now", "read long ago", "hidden"):
        tell(ada, title)
    rows = Notification.objects
    rows.update(created_at=long_ago)
    rows.filter(title="read now").update(read_at=timezone.now())
    rows.filter(title="read long ago").update(read_at=long_ago)
    rows.filter(title="hidden").update(in_app=False)

    sweep_notifications()

    assert sorted(one.title for one in own(ada)) == ["read now", "unread"]


def test_who_saw_the_thing_itself_has_read_of_it(ada, bob, tell):
    for user in (ada, bob):
        tell(user, quiet_key="hall")
    tell(ada, quiet_key="attic")

    settle("lamp_lit", "hall", [ada.pk], actor=Actor.of(ada))

    assert {one.quiet_key for one in own(ada) if one.read_at is None} == {"attic"}
    assert [one.read_at for one in own(bob)] == [None]
    assert len(facts("notification.read")) == 1


@pytest.mark.parametrize(
    ("fact", "kind", "title"),
    [
        (ImportFinished, "import_finished", "Your import of products is finished"),
        (ImportFailed, "import_failed", "Your import of products failed"),
    ],
)
def test_whoever_brought_a_file_is_told_how_it_went(ada, letters, fact, kind, title):
    publish(fact(new_id(), ada.pk, "products", 40, 40), actor=Actor.of(ada))

    assert [letter.subject for letter in letters()] == [title]
    assert [(one.kind, one.title) for one in own(ada)] == [(kind, title)]
