import pytest

BODY = {
    "title": "Backend Engineer",
    "description": "Build scalable REST APIs with Django.",
    "company_name": "NexusCorp",
    "location": "Remote",
    "employment_type": "full_time",
}


@pytest.fixture
def body():
    return dict(BODY)
