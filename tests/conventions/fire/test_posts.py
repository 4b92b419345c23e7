import pytest

from tests.conventions.fire.shots import fire, targets

pytestmark = pytest.mark.long


@pytest.mark.parametrize("label", targets("POST"))
def test_nobody_meets_a_5xx(schema, label, token, things):
    fire(schema, label, token, things)
