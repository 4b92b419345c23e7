"""The same attacks with a defence off: each gets through, so the tests beside this one can fail."""

import jwt
import pytest

from nexus.kernel.identities import begun
from nexus.kernel.identities.providers import id_tokens, oidc
from nexus.kernel.kit.valkey import valkey
from tests.kernel.identities.conftest import FINISHED
from tests.kernel.identities.test_attacks import by_another_key, told

pytestmark = pytest.mark.django_db


def off(*_):
    """Stand for a check that nobody makes."""


def test_without_the_nonce_a_code_of_another_sign_in_is_taken(visitor, issuer, begin, monkeypatch):
    monkeypatch.setattr(id_tokens, "_expect_ours", off)
    issuer.expects_pkce = False
    attackers = issuer.visit(begin()["authorize_url"])["code"]

    answer = visitor.post(FINISHED.format("example"), {"code": attackers, "state": begin()["state"]})

    assert answer.status_code == 200


def test_without_its_check_a_token_for_several_is_taken(sign_in, issuer, monkeypatch):
    monkeypatch.setattr(id_tokens, "_expect_ours", off)
    issuer.told = told(aud=["nexus client", "another"])

    assert sign_in().status_code == 200


def test_without_signatures_anybodys_token_is_taken(sign_in, issuer, monkeypatch):
    issuer.signed = by_another_key
    monkeypatch.setattr(
        id_tokens, "_verified", lambda _, token, __: jwt.decode(token, options={"verify_signature": False})
    )

    assert sign_in().status_code == 200


def test_without_comparing_subjects_anybodys_userinfo_is_taken(sign_in, issuer, monkeypatch):
    issuer.userinfo = told(sub="somebody-else", email="else@example.com")
    monkeypatch.setattr(oidc, "refused", off)

    assert sign_in().json()["data"]["user"]["email"] == "else@example.com"


def test_with_the_state_in_the_address_whoever_follows_it_is_signed_in(visitor, issuer, begin, monkeypatch):
    monkeypatch.setattr(begun, "_handle", lambda state: state)
    back = issuer.visit(begin()["authorize_url"])

    answer = visitor.post(FINISHED.format("example"), {"code": back["code"], "state": back["state"]})

    assert answer.status_code == 200


def test_a_state_that_is_not_taken_away_works_twice(visitor, issuer, begin, monkeypatch):
    monkeypatch.setattr(type(valkey()), "getdel", lambda self, key: self.get(key))
    one = begin()
    codes = [issuer.visit(one["authorize_url"])["code"] for _ in range(2)]

    answers = [
        visitor.post(FINISHED.format("example"), {"code": code, "state": one["state"]}) for code in codes
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
