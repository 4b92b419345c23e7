from collections import Counter
from functools import partial

import pytest

from tests.factories.taxonomy import CategoryFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_moves_at_once_make_no_circle(client_of, admin):
    client = client_of(admin)
    for _ in range(5):
        ink, pens = CategoryFactory(), CategoryFactory()
        below_ink, below_pens = CategoryFactory(parent=ink), CategoryFactory(parent=pens)
        moves = [
            partial(client.put, f"/api/categories/{moved.pk}/", {"parent": under.pk})
            for moved, under in ((ink, below_pens), (pens, below_ink))
        ]

        assert Counter(answer.status_code for answer in all_at_once(moves)) == {200: 1, 422: 1}
