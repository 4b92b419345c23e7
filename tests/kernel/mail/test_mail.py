"""Mail: written in a transaction, sent after it, once; over a real socket to a real server."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone

from nexus.kernel.events.models import Delivery
from nexus.kernel.mail.actions import hand_to_server, send
from nexus.kernel.mail.models import Attachment, Mail
from nexus.kernel.mail.tasks import sweep_sent_mail
from tests.delivering import deliver_events
from tests.kernel.events.test_doors import run_the_due
from tests.kernel.mail.post_office import open_post_office

pytestmark = pytest.mark.django_db

LAMP = {"lamp": "lamp & shade", "name": "Ada"}


@pytest.fixture(autouse=True)
def templates(settings):
    there = {**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}
    settings.TEMPLATES = [there]


@pytest.fixture
def office(settings):
    with open_post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.DEFAULT_FROM_EMAIL = "Lamps <shop@lamps.example>"
        yield office


def test_a_mail_arrives_in_words_and_in_html(office):
    send(
        "lamps/lit",
        "ada@example.com",
        LAMP,
        attachments=[Attachment(name="lamp.pdf", content_type="application/pdf", content=b"%PDF")],
    )
    assert office.letters == [], "not before it is committed"
    deliver_events()

    (letter,) = office.letters
    assert letter["Subject"] == "Your lamp & shade is lit"
    assert (letter["From"], letter["To"]) == ("Lamps <shop@lamps.example>", "ada@example.com")
    assert letter["Message-ID"] == f"<{Mail.objects.get().pk}@lamps.example>"
    words, html = letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()
    assert words.replace("\r", "") == "Hello Ada,\n\nthe lamp & shade burns.\n"
    assert "<p>Hello Ada, the lamp &amp; shade burns.</p>" in html
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("lamp.pdf", b"%PDF")
    assert office.recipients == ["ada@example.com"]
    assert Mail.objects.get().sent_at is not None


def test_html_is_no_must(office):
    send("lamps/plain", ["ada@example.com", "bob@example.com"], {})
    deliver_events()

    (letter,) = office.letters
    assert letter.get_content_type() == "text/plain"
    assert sorted(office.recipients) == ["ada@example.com", "bob@example.com"]


def test_a_mail_of_something_that_was_rolled_back_is_never_sent(office):
    with suppress(ZeroDivisionError), transaction.atomic():
        send("lamps/plain", "ada@example.com", {})
        raise ZeroDivisionError
    deliver_events()

    assert office.letters == []


def test_a_server_that_is_away_is_asked_again_and_gets_it_once(office):
    office.refuses = 1
    send("lamps/plain", "ada@example.com", {})
    deliver_events(may_fail=True)
    assert "try again later" in Delivery.objects.get().error
    assert Mail.objects.get().sent_at is None

    Delivery.objects.update(due_at=timezone.now())
    run_the_due()
    hand_to_server(Mail.objects.get().pk)

    assert len(office.letters) == 1
    assert not Delivery.objects.exists()


def test_what_a_name_says_makes_no_header(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send("lamps/lit", "ada@example.com", {"lamp": "lamp\r\nBcc: all@example.com", "name": "<b>"})
    send("lamps/lit", "ada@example.com", {"lamp": "lamp\rBcc: all@example.com", "name": "<b>"})
    deliver_events()

    first, second = django_mail.outbox
    assert first.subject == "Your lamp"
    assert second.subject == "Your lamp Bcc: all@example.com is lit"
    assert first.recipients() == ["ada@example.com"]
    assert "<b>" in first.body
    assert "&lt;b&gt;" in first.alternatives[0].content


@pytest.mark.parametrize("template", ["lamps/none", "lamps/torn"])
def test_a_template_that_is_missing_is_told_at_once(template):
    with pytest.raises(TemplateDoesNotExist):
        send(template, "ada@example.com", {})
    assert not Mail.objects.exists()


def test_what_was_sent_long_ago_is_forgotten():
    long_ago = timezone.now() - timedelta(days=31)
    for sent_at in (None, timezone.now(), long_ago):
        Mail.objects.create(template="x", to=["a@b.example"], subject="x", text="x", sent_at=sent_at)

    sweep_sent_mail()

    assert Mail.objects.count() == 2
    assert not Mail.objects.filter(sent_at=long_ago).exists()
