"""Searching the job board, through HTTP."""

from itertools import product
from urllib.parse import quote

import pytest

from tests import names

PATHS = ["/api/jobs/?search=", "/api/jobs/?ordering=title&search="]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _board(client_of, employer, body):
    client_of(employer).post("/api/jobs/", body | {"title": "Senior Teacher", "description": "At a school."})


def titles(answer):
    body = answer.json()
    assert body["count"] == len(body["results"])
    return [entry["title"] for entry in body["results"]]


@names.of_jobs
def test_whatever_has_a_title_is_found_by_that_very_title(client_of, employer, visitor, body, name):
    client_of(employer).post("/api/jobs/", body | {"title": name})

    for path, typed in product(PATHS, names.typings(name)):
        assert titles(visitor.get(f"{path}{quote(typed)}")) == [name], typed


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("nodejs", "Node.js Developer"),
        ("node js", "Node.js Developer"),
        ("node.js", "NodeJS Developer"),
        ("front end", "Frontend Developer"),
        ("front-end", "Frontend Developer"),
        ("frontend", "Front-End Developer"),
        ("front end", "Front-End Developer"),
        ("test engineer", "QA/Test Engineer"),
        ("ingenieur etudes", "Ingénieur d'études"),
        ("drivers mate", "Driver's Mate"),
    ],
)
def test_words_are_found_however_they_are_joined_and_marked(client_of, employer, visitor, body, typed, title):
    client_of(employer).post("/api/jobs/", body | {"title": title})

    assert titles(visitor.get(f"/api/jobs/?search={quote(typed)}")) == [title]


def test_a_skill_is_found_however_it_is_written(client_of, employer, visitor, body):
    client_of(employer).post("/api/jobs/", body | {"skills": ["Node.js", "CI/CD"]})

    assert titles(visitor.get("/api/jobs/?search=nodejs%20ci/cd")) == [body["title"]]
