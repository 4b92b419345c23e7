import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import BinaryField
from django.test import Client, RequestFactory
from django.urls import reverse

from nexus.config.pages.sidebar import navigation
from nexus.kernel.kit.back_office import Rows
from tests.factories.accounts import UserFactory

# All but what has no address in Django's admin: a key of several columns, or of bytes (the hash of a token);
# and what has no table.
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("nexus.")
    and model._meta.managed
    and len(model._meta.pk_fields) == 1
    and not isinstance(model._meta.pk, BinaryField)
]
SHOWN = sorted(admin.site._registry, key=lambda model: model._meta.label)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def asked(admin):
    """What an administrator asks of it."""
    request = RequestFactory().get(reverse("admin:index"))
    request.user = admin
    return request


def _name(model):
    return model._meta.label


def _url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=_name)
def test_every_model_of_ours_has_its_place_in_the_back_office(model):
    inlined = {
        inline.model for model_admin in admin.site._registry.values() for inline in model_admin.inlines
    }

    assert model in admin.site._registry or model in inlined


@pytest.mark.parametrize("model", SHOWN, ids=_name)
def test_every_list_and_every_form_opens(office, asked, model):
    assert office.get(_url(model, "changelist")).status_code == 200
    assert office.get(_url(model, "changelist"), {"q": "anything"}).status_code == 200
    may_add = admin.site._registry[model].has_add_permission(asked)
    assert office.get(_url(model, "add")).status_code == (200 if may_add else 403)


@pytest.mark.parametrize("model", SHOWN, ids=_name)
def test_every_page_of_one_can_be_drawn_with_all_that_hangs_on_it(asked, model):
    model_admin = admin.site._registry[model]

    drawn = [formset for formset, _ in model_admin.get_formsets_with_inlines(asked, model())]

    assert len(drawn) == len(model_admin.inlines)


def test_what_a_line_names_comes_with_it():
    lists = [(model_admin, model_admin.list_display) for model_admin in admin.site._registry.values()]
    inlines = [
        (inline, inline.fields)
        for model_admin, _ in lists
        for inline in model_admin.inlines
        if issubclass(inline, Rows)
    ]

    assert {
        str(table): lacking for table, columns in lists + inlines if (lacking := _lacking(table, columns))
    } == {}


def _lacking(table, columns) -> set[str]:
    fetched = {path.partition("__")[0] for path in table.list_select_related or ()}
    named = [
        field
        for field in table.model._meta.get_fields()
        if field.name in columns and (field.many_to_one or field.one_to_one)
    ]
    # Django itself fetches what can't be missing, for lists that say nothing of it.
    by_itself = isinstance(table, admin.ModelAdmin) and not fetched
    return {field.name for field in named if field.null or not by_itself} - fetched


def test_the_sidebar_leads_to_every_list_under_a_heading(asked):
    groups = navigation(asked)

    items = [item for group in groups for item in group["items"]]
    sought = [model for model in SHOWN if admin.site._registry[model].has_module_permission(asked)]
    assert sorted(item["link"] for item in items) == sorted(
        [reverse("admin:index"), *(_url(model, "changelist") for model in sought)]
    )
    assert len({item["title"] for item in items}) == len(items)
    sides = [{"commerce": "Selling", "jobs": "Hiring"}[domain.name] for domain in settings.DOMAINS]
    assert [group.get("title") for group in groups] == [None, *sides, "People", "System"]


def test_the_overview_shows_figures_and_what_happened_last(office, client_of, seller):
    client_of(seller).post("/api/categories/", {"name": "Phones"})

    html = office.get(reverse("admin:index")).content.decode()

    assert "taxonomy.category.created" in html
    titles = {"commerce": ["Products live"], "jobs": ["Jobs live", "Applications"]}
    for title in ["Users", *(title for domain in settings.DOMAINS for title in titles[domain.name])]:
        assert title in html


def test_the_overview_shows_a_member_of_staff_what_is_theirs_to_see(client_of, seller):
    client_of(seller).post("/api/categories/", {"name": "Phones"})
    clerk = UserFactory(is_staff=True)
    client = Client()
    client.force_login(clerk)
    nothing = client.get(reverse("admin:index")).content.decode()
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_event"]))
    log = client.get(reverse("admin:index")).content.decode()

    assert "an administrator says what you may see" in nothing
    assert "taxonomy.category.created" not in nothing
    assert "taxonomy.category.created" in log
    assert "Users" not in nothing + log


@pytest.mark.parametrize("address", ["add/?parent=abc", "?q=%00", "?p=²", "%00/change/"])
def test_an_address_that_was_written_by_hand_is_no_crash(office, address):
    answer = office.get(reverse("admin:taxonomy_category_changelist") + address)

    assert answer.status_code < 500


def test_a_form_that_was_written_by_hand_is_no_crash(office):
    forged = {"action": "delete_selected", "_selected_action": "abc", "post": "yes"}

    assert office.post(reverse("admin:taxonomy_category_changelist"), forged).status_code == 400


def test_the_log_is_read_only(office, client_of, seller):
    client_of(seller).post("/api/categories/", {"name": "Phones"})
    event = apps.get_model("events", "Event").objects.get()

    assert office.get(_url(type(event), "change", event.pk)).status_code == 200
    assert office.post(_url(type(event), "change", event.pk), {"name": "x"}).status_code == 403
    assert office.post(_url(type(event), "delete", event.pk)).status_code == 403
    assert office.get(_url(type(event), "add")).status_code == 403


def test_whoever_is_no_staff_is_asked_to_sign_in(client, seller):
    client.force_login(seller)

    assert client.get(reverse("admin:index"))["Location"].startswith("/admin/login/")
