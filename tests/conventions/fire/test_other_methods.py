import pytest

from tests.conventions.fire.shots import fire, open_to_visitors, targets

pytestmark = pytest.mark.long

TARGETS = targets("GET", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("label", open_to_visitors(TARGETS))
def test_a_visitor_meets_no_5xx(schema, label):
    fire(schema, label, {}, {})


@pytest.mark.parametrize("label", TARGETS)
def test_somebody_in_every_role_meets_no_5xx(schema, label, token, things):
    fire(schema, label, {"Authorization": token}, things)
