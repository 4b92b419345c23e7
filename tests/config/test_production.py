"""The production settings start no site that would be open, or dead, for want of a setting."""

import pytest

from tests.config.processes import data_folder, python

WHOLE = {
    "DJANGO_SETTINGS_MODULE": "nexus.config.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "shop.example",
    "DATABASE_URL": "postgresql://nexus:password@127.0.0.1:1/nexus",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}


def start(**settings: str):
    with data_folder() as home:
        return python(home, "-W", "ignore", "-c", "import nexus.config.wsgi", **settings)


def test_with_its_settings_it_starts():
    started = start(**WHOLE)

    assert (started.returncode, started.stderr) == (0, "")


def test_its_cookies_are_the_hosts_own():
    asked = """
from django.conf import settings as site
print(site.SESSION_COOKIE_SECURE, site.CSRF_COOKIE_SECURE, site.SESSION_COOKIE_HTTPONLY)
print(site.SESSION_COOKIE_NAME, site.CSRF_COOKIE_NAME, site.REFRESH_COOKIE_NAME)
"""
    with data_folder() as home:
        told = python(home, "-W", "ignore", "-c", asked, **WHOLE)

    assert told.stdout.split() == ["True"] * 3 + ["__Host-session", "__Host-csrf", "__Host-refresh"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": None}, "Set the SECRET_KEY environment variable"),
        ({"ALLOWED_HOSTS": None}, "Set the ALLOWED_HOSTS environment variable"),
        ({"DATABASE_URL": None}, "Set the DATABASE_URL environment variable"),
        ({"REDIS_URL": None}, "Set the REDIS_URL environment variable"),
        ({"FIELD_ENCRYPTION_KEYS": None}, "Set the FIELD_ENCRYPTION_KEYS environment variable"),
        ({"SECRET_KEY": ""}, "Set the SECRET_KEY environment variable: it is empty"),
        ({"ALLOWED_HOSTS": " "}, "Set the ALLOWED_HOSTS environment variable: it is empty"),
        ({"SECRET_KEY": "changeme"}, "Set SECRET_KEY to a random text of at least 32 characters"),
        ({"DATABASE_URL": ""}, "Set the DATABASE_URL environment variable: it is empty"),
        ({"DATABASE_URL": "junk"}, "Set DATABASE_URL to an address like postgresql://"),
        ({"NEXUS_DEMO": "maybe"}, "Set NEXUS_DEMO to true or false, not 'maybe'."),
        (
            {"NEXUS_CURRENCY": "XXZ"},
            "Set NEXUS_CURRENCY to a currency's ISO 4217 code, such as USD, not 'XXZ'.",
        ),
        ({"NEXUS_SITE_URL": "notaurl"}, "Set NEXUS_SITE_URL to an address like https://www.example.com"),
        ({"NEXUS_APP_URL": "notaurl"}, "Set NEXUS_APP_URL to an address like https://www.example.com"),
        ({"REDIS_URL": "nonsense"}, "Set REDIS_URL to an address like redis://"),
        ({"CELERY_BROKER_URL": "ftp://x"}, "Set CELERY_BROKER_URL to an address like amqp://"),
        (
            {"DATABASE_URL": "mysql://nexus@127.0.0.1/nexus"},
            "Set DATABASE_URL to an address like postgresql://",
        ),
    ],
)
def test_what_is_missing_is_told_in_one_sentence(changed, sentence):
    started = start(**{name: value for name, value in (WHOLE | changed).items() if value is not None})

    assert started.returncode == 1
    assert started.stderr.startswith(f"nexus: {sentence}")
    assert started.stderr.count("\n") == 1


def test_its_broker_is_beside_its_cache_also_where_no_command_of_ours_starts_it():
    asked = "from nexus.config.celery import app; print(app.conf.broker_url)"
    with data_folder() as home:
        told = python(home, "-W", "ignore", "-c", asked, **WHOLE)

    assert told.stdout.strip() == "redis://127.0.0.1:1/1"


def test_its_connections_are_checked_without_a_round_trip_too():
    asked = "from django.conf import settings; print(settings.DATABASES['default']['ENGINE'])"
    with data_folder() as home:
        told = python(home, "-W", "ignore", "-c", asked, **WHOLE)

    assert told.stdout.strip() == "nexus.kernel.database"
