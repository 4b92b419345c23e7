import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import BinaryField
from django.test import Client
from django.urls import reverse

from nexus.config.pages.sidebar import navigation

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
def test_every_list_and_every_form_opens(office, model):
    assert office.get(_url(model, "changelist")).status_code == 200
    assert office.get(_url(model, "changelist"), {"q": "anything"}).status_code == 200
    may_add = admin.site._registry[model].has_add_permission(_request(office))
    assert office.get(_url(model, "add")).status_code == (200 if may_add else 403)


@pytest.mark.parametrize("model", SHOWN, ids=_name)
def test_every_page_of_one_can_be_drawn_with_all_that_hangs_on_it(office, model):
    request = _request(office)
    model_admin = admin.site._registry[model]

    drawn = [formset for formset, _ in model_admin.get_formsets_with_inlines(request, model())]

    assert len(drawn) == len(model_admin.inlines)


def test_the_sidebar_leads_to_every_list_under_a_heading(office):
    groups = navigation(_request(office))

    links = [item["link"] for group in groups for item in group["items"]]
    assert sorted(links) == sorted([reverse("admin:index"), *(_url(model, "changelist") for model in SHOWN)])
    sides = [{"commerce": "Selling", "jobs": "Hiring"}[domain.name] for domain in settings.DOMAINS]
    assert [group.get("title") for group in groups] == [None, *sides, "People", "System"]


def test_the_overview_shows_figures_and_what_happened_last(office, client_of, seller):
    client_of(seller).post("/api/categories/", {"name": "Phones"})

    html = office.get(reverse("admin:index")).content.decode()

    assert "taxonomy.category.created" in html
    titles = {"commerce": ["Products live"], "jobs": ["Jobs live", "Applications"]}
    for title in ["Users", *(title for domain in settings.DOMAINS for title in titles[domain.name])]:
        assert title in html


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


def _request(office):
    return office.get(reverse("admin:index")).wsgi_request
