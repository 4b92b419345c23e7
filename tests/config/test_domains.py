"""Each domain alone: started as a site of its own, in a process of its own, on a database of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.ground import address_of

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]

# All in one process: each start of Django takes as long as all that is asked.
ASK = """
import json
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from nexus.config.celery import app as celery
from nexus.config.schema import schema

call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
call_command("check")
celery.loader.import_default_modules()
client = Client(headers={"host": "localhost"})
document = client.get("/api/docs/swagger.json").json()

def example(path):
    body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    return body["examples"]["Request"]["value"]

json_type = {"content_type": "application/json"}
account = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123", ROLE: True}
client.post("/api/users/register/", account, **json_type)
token = client.post("/api/token/", account, **json_type).json()["access"]
signed = {"headers": {"host": "localhost", "authorization": f"Bearer {token}"}, **json_type}
print(json.dumps({
    "apps": sorted(config.name for config in apps.get_app_configs() if config.name.startswith("nexus.")),
    "statuses": {
        path: client.get(path).status_code
        for path in ("/", "/api/categories/", "/api/products/", "/api/jobs/")
    },
    "sent": {
        path: client.post(path, example(path), **signed).status_code
        for path in ("/api/api-keys/", "/api/oauth-clients/", "/api/webhooks/", "/api/conversations/")
    },
    "front": client.get("/").content.decode(),
    "described": sorted(document["paths"]),
    "graphql": schema.as_str(),
    "tasks": sorted(celery.tasks),
}))
"""


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A database that nothing was migrated into yet, on the suite's own server."""
    name = f"alone_{os.getpid()}"
    with psycopg.connect(address_of("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        yield address_of(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _site_with(domains: str, role: str, database: str) -> dict:
    environment = os.environ | {"NEXUS_DOMAINS": domains, "DATABASE_URL": database}
    ask = ASK.replace("ROLE", repr(role))
    asked = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", ask],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize(
    ("on", "off", "role", "its_path", "its_type", "other_path", "other_type"),
    [
        ("commerce", "jobs", "is_seller", "/api/products/", "type Product ", "/api/jobs/", "type Job "),
        ("jobs", "commerce", "is_employer", "/api/jobs/", "type Job ", "/api/products/", "type Product "),
    ],
)
def test_a_domain_stands_alone(empty_database, on, off, role, its_path, its_type, other_path, other_type):
    site = _site_with(on, role, empty_database)

    assert site["statuses"]["/"] == site["statuses"]["/api/categories/"] == site["statuses"][its_path] == 200
    assert site["statuses"][other_path] == 404
    assert its_path in site["described"]
    assert not [path for path in site["described"] if path.startswith(other_path)]
    assert its_type in site["graphql"]
    assert other_type not in site["graphql"]
    assert not [name for name in site["apps"] + site["tasks"] if f"nexus.{off}" in name]
    assert f'"{role}": true' in site["front"]
    # The last one's example names a thing that isn't there, of a kind that is.
    assert [*site["sent"].values()] == [201, 201, 201, 404], site["sent"]


def test_an_unknown_domain_stops_the_start_with_a_sentence():
    stopped = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"NEXUS_DOMAINS": "commerce,blog"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert stopped.returncode != 0
    assert "NEXUS_DOMAINS names blog, but knows only commerce, jobs." in stopped.stderr
