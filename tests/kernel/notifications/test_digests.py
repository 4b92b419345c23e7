"""Mails that gather: each notification is in one at most, whatever dies or comes twice."""

from functools import partial

import pytest
from django.conf import settings as site
from django.utils import timezone

from nexus.config.celery import app
from nexus.kernel.mail.models import Mail
from nexus.kernel.notifications.actions import mail_digest
from nexus.kernel.notifications.kinds import Frequency
from nexus.kernel.notifications.models import Notification
from nexus.kernel.notifications.tasks import send_digests
from tests.kernel.notifications.conftest import LAMP, SHADE, wish
from tests.kernel.working import Program
from tests.together import all_at_once

pytestmark = pytest.mark.django_db

# It is killed when its mail is written and nothing of it is committed yet.
_KILLED = """
import os, signal, django
django.setup()
from uuid import UUID
from nexus.kernel.notifications.actions import mailing
from nexus.kernel.notifications.kinds import Frequency
send = mailing.send_in_bulk
def send_and_die(*args, **kwargs):
    send(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
mailing.send_in_bulk = send_and_die
mailing.mail_digest(UUID("%s"), Frequency.DAILY)
"""


def test_a_day_is_one_mail(ada, bob, tell, letters):
    wish(ada, LAMP, Frequency.DAILY)
    tell(ada, "One", "Two")
    tell(ada, "Torn", kind=SHADE)
    tell(bob, "Torn", kind=SHADE)
    assert letters() == []

    send_digests("daily")

    by_address = {letter.to[0]: letter for letter in letters()}
    assert by_address.keys() == {"ada@example.com", "bob@example.com"}
    letter = by_address["ada@example.com"]
    assert letter.subject == "3 new at Nexus today"
    assert letter.body.index("A lamp is lit") < letter.body.index("- Two") < letter.body.index("- One")
    assert "- Torn" in letter.body
    assert letter.alternatives[0].content.count("<li") == 3


def test_a_week_is_another(ada, bob, tell, letters):
    wish(ada, LAMP, Frequency.WEEKLY)
    tell(ada)
    tell(bob, kind=SHADE)

    send_digests("weekly")

    (letter,) = letters()
    assert (letter.to, letter.subject) == (["ada@example.com"], "1 new at Nexus this week")


def test_what_was_read_meanwhile_isnt_in_it(ada, tell, letters):
    tell(ada, "Read", "Unread", kind=SHADE)
    Notification.objects.filter(title="Read").update(read_at=timezone.now())
    send_digests("daily")

    (letter,) = letters()
    assert "- Unread" in letter.body
    assert "- Read" not in letter.body


def test_who_has_read_everything_gets_none(ada, tell, letters):
    tell(ada, kind=SHADE)
    Notification.objects.update(read_at=timezone.now())
    send_digests("daily")

    assert letters() == []


def test_run_twice_it_is_one_mail(ada, tell, letters):
    tell(ada, kind=SHADE)
    send_digests("daily")
    send_digests("daily")
    assert len(letters()) == 1

    send_digests("daily")
    assert letters() == []
    tell(ada, "The next one", kind=SHADE)
    send_digests("daily")
    (letter,) = letters()
    assert letter.subject == "1 new at Nexus today"


def test_a_long_one_says_how_many_more(ada, tell, letters):
    tell(ada, *(f"Shade {n}" for n in range(60)), kind=SHADE)
    send_digests("daily")

    (letter,) = letters()
    assert letter.subject.startswith("60 new")
    assert letter.body.count("- Shade") == 50
    assert "And 10 more." in letter.body


@pytest.mark.django_db(transaction=True)
def test_killed_before_its_end_it_begins_anew_and_is_one_mail(ada, tell, letters):
    tell(ada, "One", "Two", kind=SHADE)
    killed = Program(site.CELERY_BROKER_URL, "-c", _KILLED % ada.pk)
    assert killed.process.wait(timeout=60) == -9, killed.said()
    killed.stop()
    assert not Mail.objects.exists()

    send_digests("daily")

    (letter,) = letters()
    assert letter.subject == "2 new at Nexus today"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_write_one_mail(ada, tell):
    tell(ada, "One", "Two", kind=SHADE)

    all_at_once([partial(mail_digest, ada.pk, Frequency.DAILY)] * 12)

    assert [mail.subject for mail in Mail.objects.all()] == ["2 new at Nexus today"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_there_would_be_more(ada, tell, monkeypatch):
    queryset = type(Notification.objects.all())
    monkeypatch.setattr(queryset, "select_for_update", lambda self, **_: self)
    tell(ada, "One", kind=SHADE)

    all_at_once([partial(mail_digest, ada.pk, Frequency.DAILY)] * 12)

    assert Mail.objects.count() > 1


def test_they_are_due_at_an_hour_of_the_day_and_of_monday():
    daily, weekly = (app.conf.beat_schedule[f"send-{one}-digests"]["schedule"] for one in ("daily", "weekly"))

    assert (daily.hour, daily.minute, len(daily.day_of_week)) == ({7}, {0}, 7)
    assert (weekly.hour, weekly.minute, weekly.day_of_week) == ({7}, {0}, {1})
