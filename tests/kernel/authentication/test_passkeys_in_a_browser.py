"""Passkeys and cookies in a real Chromium, with the authenticator that it has for tests."""

import pytest

from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.models import TokenFamily
from tests.config.test_browser import chromium, pytestmark  # noqa: F401 (the same browser)
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import code_of, with_totp

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
ASK = """
    window.ask = async (path, body, access) => {
        const headers = {"Content-Type": "application/json"};
        if (access) headers.Authorization = `Bearer ${access}`;
        const answer = await fetch(path, {method: "POST", headers, body: JSON.stringify(body)});
        return await answer.json();
    };
"""
ADD = """async (access) => {
    const begun = (await ask("/api/auth/passkeys/options/", {}, access)).data;
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.options.publicKey);
    const credential = (await navigator.credentials.create({publicKey})).toJSON();
    const said = {challenge: begun.challenge, name: "Browser", credential};
    return await ask("/api/auth/passkeys/", said, access);
}"""
ENTER = """async () => {
    const begun = (await ask("/api/auth/login/passkey/options/", {})).data;
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.options.publicKey);
    const credential = (await navigator.credentials.get({publicKey})).toJSON();
    return await ask("/api/auth/login/passkey/", {challenge: begun.challenge, credential, cookie: true});
}"""
SECOND = """async (challenge) => {
    const begun = (await ask("/api/auth/login/mfa/options/", {challenge})).data;
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.options.publicKey);
    const credential = (await navigator.credentials.get({publicKey})).toJSON();
    return await ask("/api/auth/login/mfa/", {challenge, credential});
}"""


@pytest.fixture
def page(chromium, live_server):  # noqa: F811 (the fixture, asked for by its name)
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(15_000)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.add_init_script(ASK)
    page.goto("/")
    yield page
    context.close()


@pytest.fixture
def nora(transactional_db):
    return UserFactory(username="nora", email="nora@example.com", is_staff=True, is_superuser=True)


def test_a_passkey_is_added_and_signs_in_alone_and_as_the_second_factor(page, nora):
    added = page.evaluate(ADD, issue_tokens(nora).access)
    assert added["data"]["passkey"]["passwordless"], added
    assert len(added["data"]["recovery_codes"]) == 10

    entered = page.evaluate(ENTER)
    assert entered["data"]["user"]["username"] == "nora", entered
    assert entered["data"]["refresh"] is None

    refused = page.evaluate(
        "body => ask('/api/auth/login/', body)", {"username": "nora", "password": PASSWORD}
    )
    assert refused["error"]["code"] == "MFA_REQUIRED"
    finished = page.evaluate(SECOND, refused["error"]["details"]["challenge"])
    assert finished["data"]["user"]["username"] == "nora", finished


def test_no_script_reads_the_cookie_and_the_page_refreshes_by_it(page, nora):
    body = {"username": "nora", "password": PASSWORD, "cookie": True}
    assert page.evaluate("body => ask('/api/auth/login/', body)", body)["data"]["refresh"] is None

    assert "nexus_refresh" not in page.evaluate("document.cookie")
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "nexus_refresh"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
    renewed = page.evaluate("ask('/api/auth/refresh/', {})")
    assert renewed["data"]["refresh"] is None, renewed
    assert TokenFamily.objects.get().last_used_at > TokenFamily.objects.get().created_at


def test_the_back_office_is_entered_by_a_code_on_allauths_page(page, nora):
    secret = with_totp(nora)
    page.goto("/accounts/login/?next=/admin/")
    page.locator("input[name=login]").fill("nora")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("button[type=submit]").first.click()
    page.wait_for_url("**/admin/")
