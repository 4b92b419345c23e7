"""Liveness touches nothing; readiness asks what an answer needs."""

import pytest
from django.db import connection
from django.test import Client


@pytest.mark.parametrize("path", ["/health/live", "/health/live/"])
def test_alive_without_touching_anything(path):
    answer = Client().get(path)  # no database mark: a query would fail this test

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/ready", "/health/ready/"])
def test_ready_says_what_it_asked(path):
    answer = Client().get(path)

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"draining": "ok", "database": "ok", "migrations": "ok", "valkey": "ok"},
    }


@pytest.mark.django_db
def test_valkey_is_told_but_not_needed(gone):
    answer = Client().get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["checks"]["valkey"] == "away"


@pytest.mark.django_db
def test_missing_migrations_are_unready():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'taxonomy'")

    answer = Client().get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "not applied"


@pytest.mark.django_db
def test_a_site_that_is_about_to_stop_is_unready(settings, tmp_path):
    settings.DRAINING_FILE = tmp_path / "draining"
    settings.DRAINING_FILE.touch()

    assert Client().get("/health/ready").status_code == 503
    assert Client().get("/health/live").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_unready(monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")

    answer = Client().get("/health/ready")
    connection.close()

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "away"


def test_probes_are_read():
    answer = Client().post("/health/live")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


def test_probes_know_no_host_and_no_tls(settings):
    settings.ALLOWED_HOSTS = ["nexus.example"]
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get("/health/live", HTTP_HOST="10.1.2.3:8000").status_code == 200
