"""What others' programs were given is kept as hashes, and no longer than it is of use."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from nexus.kernel.oauth.models import AccessToken, Grant, IDToken, RefreshToken
from nexus.kernel.oauth.tasks import sweep_tokens

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=31)


def long_ago(model, by=MONTH):
    model.objects.update(expires=timezone.now() - by)


def test_a_code_is_kept_as_a_hash(program):
    code = program.consent()["code"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM oauth_grant")
        (kept,) = cursor.fetchone()
    assert len(kept) == 64
    assert code not in kept
    assert program.exchange(kept).json()["error"] == "invalid_grant"
    assert program.exchange(code).status_code == 200


def test_what_ran_out_is_swept(program):
    given = program.exchange(program.consent()["code"]).json()
    program.consent()
    for model in (Grant, AccessToken, IDToken):
        long_ago(model)

    sweep_tokens()

    for model in (Grant, AccessToken, IDToken, RefreshToken):
        assert not model.objects.exists(), model
    assert program.ask(grant_type="refresh_token", refresh_token=given["refresh_token"]).status_code == 400


def test_what_can_still_be_used_is_not(program):
    given = program.exchange(program.consent()["code"]).json()
    waiting = program.consent()["code"]
    long_ago(AccessToken, by=timedelta(days=1))

    sweep_tokens()

    assert program.ask(grant_type="refresh_token", refresh_token=given["refresh_token"]).status_code == 200
    assert program.exchange(waiting).status_code == 200
