"""The history: whoever changes a row and however, who, when, why and what is noted."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from nexus.kernel.accounts.models import User
from nexus.kernel.audit.models import Change
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.asking import acting_as, because, current_environ, end_asking
from nexus.kernel.taxonomy.actions import update_category
from nexus.kernel.taxonomy.models import Category
from tests.asking import ask
from tests.factories.accounts import UserFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def category(db) -> Category:
    return CategoryFactory(name="Pens", description="")


def last() -> Change:
    return Change.objects.first()


def test_a_change_over_rest_tells_who_when_why_and_what(client_of, admin, category):
    answer = client_of(admin).put(
        f"/api/categories/{category.pk}/",
        {"name": "Ink pens"},
        HTTP_X_REQUEST_ID="the-request",
        HTTP_CHANGE_REASON="Asked for by s%C3%A4llers%0A%00, 5% of them",
    )

    assert answer.status_code == 200
    change = last()
    assert (change.kind, change.object_id, change.did) == ("category", str(category.pk), "update")
    assert change.changes == {"name": ["Pens", "Ink pens"]}
    assert (change.actor_id, change.request_id) == (admin.pk, "the-request")
    assert change.reason == "Asked for by sällers , 5% of them"


def test_a_new_row_tells_who(client_of, seller):
    client_of(seller).post("/api/categories/", {"name": "Paper"})

    change = last()
    assert (change.did, change.actor_id) == ("insert", seller.pk)
    assert change.changes["name"] == [None, "Paper"]


def test_a_change_in_the_back_office_tells_who(admin, category):
    office = Client()
    office.force_login(admin)
    form = {"name": "Nibs", "slug": category.slug, "description": "", "parent": ""}

    answer = office.post(reverse("admin:taxonomy_category_change", args=[category.pk]), form)

    assert answer.status_code == 302
    assert (last().changes["name"], last().actor_id) == (["Pens", "Nibs"], admin.pk)


@pytest.fixture
def office(admin):
    office = Client()
    office.force_login(admin)
    return office


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Renamed after <b>the fair</b>", "Renamed after <b>the fair</b>"),
        ("", ""),
        ("  two\nlines\x00 ", "two lines"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_reason_that_a_form_gives_stands_in_the_history(office, category, given, kept):
    page = reverse("admin:taxonomy_category_change", args=[category.pk])
    assert 'name="_change_reason"' in office.get(page).content.decode()
    form = {"name": "Nibs", "slug": category.slug, "description": "", "parent": "", "_change_reason": given}

    assert office.post(page, form).status_code == 302

    assert last().reason == kept
    history = office.get(reverse("admin:taxonomy_category_history", args=[category.pk])).content.decode()
    assert escape(kept) in history
    assert "<b>the fair" not in history


def test_a_reason_comes_back_with_a_form_that_is_refused_and_is_of_its_own_request_only(office, category):
    page = reverse("admin:taxonomy_category_change", args=[category.pk])
    form = {"name": "", "slug": category.slug, "description": "", "parent": "", "_change_reason": "A fair"}
    refused = office.post(page, form)
    assert refused.status_code == 200
    assert 'value="A fair"' in refused.content.decode()

    office.post(page, {**form, "name": "Nibs", "_change_reason": ""})
    assert (last().changes, last().reason) == ({"name": ["Pens", "Nibs"]}, "")


def test_only_what_keeps_a_history_asks_for_a_reason(office, admin):
    group = Group.objects.create(name="Night shift")
    assert b"_change_reason" not in office.get(f"/admin/auth/group/{group.pk}/change/").content
    assert b"_change_reason" not in office.get("/admin/taxonomy/category/add/").content
    assert b"_change_reason" in office.get(f"/admin/accounts/user/{admin.pk}/change/").content


def test_a_form_field_of_that_name_is_no_reason_elsewhere(client_of, admin, category):
    body = {"name": "Nibs", "_change_reason": "No"}
    answer = client_of(admin).put(f"/api/categories/{category.pk}/", body, format="multipart")
    assert answer.status_code in {200, 400}
    assert last().reason == ""


def test_what_is_changed_in_bulk_and_by_hand_is_noted(category):
    other = CategoryFactory(name="Paper")
    before = Change.objects.count()

    Category.objects.update(description="All of it")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE taxonomy_category SET name = upper(name)")
        cursor.execute("WITH gone AS (DELETE FROM taxonomy_category WHERE id = %s) SELECT 1", [other.pk])

    noted = list(Change.objects.order_by("position")[before:])
    assert [change.did for change in noted] == ["update"] * 4 + ["delete"]
    assert noted[2].changes == {"name": ["Pens", "PENS"]}
    assert noted[-1].changes["name"] == ["PAPER", None]
    assert {change.actor_id for change in noted} == {None}


def test_what_stays_as_it_is_is_not_noted(category, django_assert_num_queries):
    before = Change.objects.count()

    Category.objects.filter(pk=category.pk).update(name="Pens")

    assert Change.objects.count() == before


def test_what_is_rolled_back_was_never_changed(category):
    before = Change.objects.count()

    with transaction.atomic():
        Category.objects.update(name="Gone")
        transaction.set_rollback(True)

    assert Change.objects.count() == before


def test_the_code_says_why(category):
    with because("The tree was put in order."):
        update_category(SYSTEM, category.pk, {"name": "Ordered"})
    update_category(SYSTEM, category.pk, {"name": "Once more"})

    assert [change.reason for change in Change.objects.all()[:2]] == ["", "The tree was put in order."]


def test_who_asked_before_is_forgotten(client_of, visitor, admin, category):
    client_of(admin).put(f"/api/categories/{category.pk}/", {"name": "Ink pens"})
    assert last().actor_id == admin.pk
    assert current_environ() == {}

    visitor.post("/api/users/register/", {"username": "n", "password": "StrongPass123", "email": "n@e.com"})

    assert (last().kind, last().actor_id) == ("user", None)


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_of_a_transaction_tells_who_and_leaves_no_trace(admin):
    category = CategoryFactory(name="Pens")
    acting_as(admin.pk)
    Category.objects.filter(pk=category.pk).update(name="Nibs")
    end_asking()

    assert last().actor_id == admin.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('nexus.actor', true)")
        assert cursor.fetchone()[0] in {None, ""}


def test_no_secret_is_kept(client_of, admin):
    user = UserFactory(username="nora")
    user.set_password("AnotherPass456")
    user.bio, user.phone = "My mother's maiden name", "+49 30 1234567"
    user.save()
    User.objects.filter(pk=user.pk).update(is_seller=True)
    user_id = str(user.pk)
    user.delete()

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM audit_change c WHERE of_id = %s", [user_id])
        kept = " ".join(text for (text,) in cursor.fetchall())
    assert "is_seller" in kept
    for secret in ("argon2", "password", "stamp", str(user.security_stamp), "maiden", "1234567"):
        assert secret not in kept


def test_what_is_part_of_a_thing_is_shown_with_it(admin):
    user, group = UserFactory(), Group.objects.create(name="Editors")
    user.groups.add(group)

    change = Change.objects.of("user", str(user.pk)).first()
    assert (change.kind, change.did) == ("user_group", "insert")
    assert change.changes == {"group_id": [None, group.pk]}


def test_the_history_of_a_thing_is_shown_in_the_back_office(client_of, admin, category):
    client_of(admin).put(
        f"/api/categories/{category.pk}/", {"name": "<b>Ink</b>"}, HTTP_CHANGE_REASON="Because"
    )
    office = Client()
    office.force_login(admin)

    page = office.get(reverse("admin:taxonomy_category_history", args=[category.pk])).content.decode()

    assert admin.username in page
    assert "Because" in page
    assert "&lt;b&gt;Ink" in page
    assert "<b>Ink" not in page
    assert office.get(reverse("admin:audit_change_changelist")).status_code == 200


def test_graphql_shows_it_too(client_of, admin, category):
    client_of(admin).put(f"/api/categories/{category.pk}/", {"name": "Ink pens"})

    data = ask(
        client_of(admin),
        'query ($id: ID!) { history(kind: "category", id: $id, first: 1)'
        " { totalCount edges { node { did changes by { username } } } } }",
        id=str(category.pk),
    )

    (edge,) = data["history"]["edges"]
    assert edge["node"] == {
        "did": "update",
        "changes": {"name": ["Pens", "Ink pens"]},
        "by": {"username": admin.username},
    }
