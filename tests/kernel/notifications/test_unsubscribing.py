"""Links that end mail: without a sign-in, for one account and one kind, and good for nothing else."""

import re

import pytest
from django.core.signing import Signer
from django.test import Client

from nexus.kernel.notifications.kinds import Frequency
from nexus.kernel.notifications.links import Unsubscribing
from nexus.kernel.notifications.models import Preference
from nexus.kernel.notifications.tasks import send_digests
from tests.kernel.mail.post_office import open_post_office
from tests.kernel.notifications.conftest import LAMP, SHADE, own

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person():
    """Somebody with a browser, who is not signed in; forms without their token are refused elsewhere."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def link(ada):
    return path_of(Unsubscribing.from_kind(ada.pk, LAMP).url)


def path_of(url: str) -> str:
    assert url.startswith("http://localhost:8000/notifications/unsubscribe/")
    return url.removeprefix("http://localhost:8000")


def frequency(user, kind) -> str | None:
    return Preference.objects.filter(user=user, kind=kind.name).values_list("email", flat=True).first()


def test_to_look_at_a_link_changes_nothing(person, ada, link):
    answer = person.get(link)

    assert answer.status_code == 200
    assert b"A lamp is lit" in answer.content
    assert b"<button" in answer.content
    assert answer["Cache-Control"] == "private, no-store"
    assert frequency(ada, LAMP) is None


def test_the_button_ends_that_mail_and_no_other(person, ada, bob, link, tell, letters):
    answer = person.post(link)

    assert answer.status_code == 200
    assert "Unsubscribed" in answer.content.decode()
    tell(ada)
    tell(bob)
    assert [letter.to for letter in letters()] == [["bob@example.com"]]
    assert len(own(ada)) == 1, "in the app it is told still"
    assert frequency(ada, SHADE) is None
    assert person.post(link).status_code == 200, "a second time does no harm"


def test_it_signs_nobody_in(person, ada, link):
    for answer in (person.get(link), person.post(link)):
        assert answer.cookies == {}
        assert answer.wsgi_request.user.is_anonymous
    assert "sessionid" not in person.cookies


def test_a_mail_program_does_it_with_one_click(person, ada, tell, settings):
    with open_post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        tell(ada)
        from tests.delivering import deliver_events  # noqa: PLC0415

        deliver_events()

    (letter,) = office.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (url,) = re.fullmatch(r"\s*<(\S+)>", letter["List-Unsubscribe"]).groups()
    assert url in letter.get_body(("plain",)).get_content()
    assert url in letter.get_body(("html",)).get_content()

    answer = person.post(path_of(url), ONE_CLICK)

    assert answer.status_code == 200
    assert frequency(ada, LAMP) == "never"


@pytest.mark.parametrize("change", ["kind", "account", "signature", "purpose"])
def test_a_link_cant_be_turned_on_another(person, ada, bob, link, change):
    token = Unsubscribing.from_kind(ada.pk, LAMP).token
    forged = {
        "kind": token.replace("lamp_lit", "shade_torn"),
        "account": token.replace(ada.pk.hex, bob.pk.hex),
        "signature": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "purpose": Signer(salt="another").sign(f"{ada.pk.hex}.lamp_lit"),
    }[change]

    for answer in (person.get(link.replace(token, forged)), person.post(link.replace(token, forged))):
        assert answer.status_code == 404
    assert not Preference.objects.exists()


def test_the_link_of_a_digest_ends_all_that_is_in_one(person, ada, tell, letters):
    tell(ada, kind=SHADE)
    send_digests("daily")
    (letter,) = letters()
    url = letter.extra_headers["List-Unsubscribe"].strip("<>")

    assert b"Your daily summary" in person.get(path_of(url)).content
    assert person.post(path_of(url), ONE_CLICK).status_code == 200

    assert frequency(ada, SHADE) == "never"
    assert frequency(ada, LAMP) is None
    tell(ada, kind=SHADE)
    send_digests("daily")
    assert letters() == []


def test_what_waits_isnt_sent_any_more(person, ada, tell, letters):
    tell(ada)
    person.post(path_of(Unsubscribing.from_kind(ada.pk, LAMP).url))

    assert letters() == []


def test_the_link_of_an_account_that_is_gone(person, ada, link):
    ada.delete()

    assert person.post(link).status_code == 200
    assert not Preference.objects.exists()


def test_a_kind_that_this_site_has_no_longer(person, ada):
    gone = Unsubscribing(ada.pk, "no_such_kind")

    assert person.get(path_of(gone.url)).status_code == 200
    assert person.post(path_of(gone.url)).status_code == 200


def test_only_to_look_and_to_send_is_possible(person, link):
    assert person.put(link).status_code == 405


def test_both_digests_have_links_of_their_own(ada):
    tokens = {Unsubscribing.from_digest(ada.pk, one).token for one in (Frequency.DAILY, Frequency.WEEKLY)}

    assert len(tokens) == 2
    assert {Unsubscribing.read(token).digest for token in tokens} == {Frequency.DAILY, Frequency.WEEKLY}
