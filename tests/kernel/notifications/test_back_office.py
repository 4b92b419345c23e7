"""How the mails look, in the back office."""

import re

import pytest
from django.test import Client

from nexus.kernel.notifications.kinds import kinds

pytestmark = pytest.mark.django_db

MAILS = "/admin/notifications/notification/mails/"


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


def test_the_list_leads_there(office):
    page = office.get("/admin/notifications/notification/").content.decode()

    (link,) = set(re.findall(rf'href="({MAILS}?[^"]*)"', page))
    assert office.get(link)["Location"] == f"{MAILS}digest/"


def test_every_kind_can_be_looked_at_in_words_and_in_html(office):
    for name in ["digest", *kinds()]:
        page = office.get(f"{MAILS}{name}/")
        assert page.status_code == 200, name
        assert "Unsubscribe" in page.content.decode(), name
        html = office.get(f"{MAILS}{name}/html/")
        assert html.status_code == 200, name
        assert html.content.startswith(b"<!doctype html>")


def test_it_is_said_in_the_kinds_own_example(office):
    page = office.get(f"{MAILS}lamp_lit/").content.decode()

    assert "Your lamp is lit" in page
    assert "In the hall." in page


def test_nothing_runs_in_the_frame(office):
    html = office.get(f"{MAILS}lamp_lit/html/")

    assert html["X-Frame-Options"] == "SAMEORIGIN"
    assert html["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in html["Content-Security-Policy"]


def test_what_is_no_kind(office):
    assert office.get(f"{MAILS}no_such/").status_code == 404
    assert office.get(f"{MAILS}no_such/html/").status_code == 404


def test_who_is_no_staff_sees_nothing(client, seller):
    client.force_login(seller)

    for path in (f"{MAILS}digest/", f"{MAILS}digest/html/"):
        assert client.get(path)["Location"].startswith("/admin/login/")
