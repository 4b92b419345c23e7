"""Sign-ins that nobody can come back with are kept no longer; all others are."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.authentication.tasks import sweep_sign_ins
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def _of_a_browser(user) -> str:
    browser = Client()
    browser.force_login(user)
    key = browser.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="Lynx")
    return key


def test_what_has_run_out_is_swept_and_nothing_else(client_of):
    user = UserFactory()
    kept, gone = client_of(user), client_of(user)
    family = TokenFamily.objects.order_by("created_at").last()
    TokenFamily.objects.filter(pk=family.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    open_one, closed_one = _of_a_browser(user), _of_a_browser(user)
    Session.objects.filter(pk=closed_one).update(expire_date=timezone.now() - timedelta(seconds=1))

    sweep_sign_ins()

    assert not TokenFamily.objects.filter(pk=family.pk).exists()
    assert kept.get("/api/auth/profile/").status_code == 200
    assert gone.get("/api/auth/profile/").status_code == 401
    assert [session.session_key for session in UserSession.objects.all()] == [open_one]
    assert [session.pk for session in Session.objects.all()] == [open_one]
