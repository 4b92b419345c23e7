"""A person in a real browser: sent by a program, signed in by password and second factor, and led back."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.config.test_browser import chromium, page, pytestmark  # noqa: F401 (the same browser)
from tests.factories.accounts import PASSWORD
from tests.kernel.oauth.conftest import AUTHORIZE, BACK, Program


@pytest.fixture
def asked(page, register, person) -> Program:  # noqa: F811 (a fixture)
    """A program; its own pages are answered here, since nobody else is asked in a test."""
    page.route(f"{BACK}**", lambda route: route.fulfill(body="Back at the program"))
    return Program(register(), None)


def _come(page, asked) -> None:  # noqa: F811
    query = "&".join(f"{name}={said}" for name, said in asked.asking().items())
    page.goto(f"{AUTHORIZE}?{query}")


def _sign_in(page, asked, person) -> None:  # noqa: F811
    _come(page, asked)
    page.get_by_label("Username").or_(page.get_by_placeholder("Username")).first.fill(person.username)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()


def test_a_person_signs_in_and_is_led_back_with_what_they_said(page, asked, person):  # noqa: F811
    _sign_in(page, asked, person)
    page.get_by_role("heading", name="Allow Fieldnotes Sync?").wait_for()

    page.get_by_role("button", name="Don't allow").click()

    page.get_by_text("Back at the program").wait_for()
    assert parse_qs(urlsplit(page.url).query)["error"] == ["access_denied"]

    _come(page, asked)
    page.get_by_role("button", name="Allow", exact=True).click()

    page.get_by_text("Back at the program").wait_for()
    back = parse_qs(urlsplit(page.url).query)
    assert back["state"] == ["a-state"]
    answer = asked.exchange(back["code"][0])
    assert answer.json()["access_token"].startswith("nxo_")
    strangers = [said for said in page.complaints if "app.example" not in said]
    assert strangers == []


def test_a_second_factor_stands_before_the_question(page, asked, person):  # noqa: F811
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415

    TOTP.activate(person, generate_totp_secret())
    _sign_in(page, asked, person)

    page.wait_for_url("**/accounts/2fa/authenticate/**")
    assert page.get_by_role("heading", name="Allow Fieldnotes Sync?").count() == 0
