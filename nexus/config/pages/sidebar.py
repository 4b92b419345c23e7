"""The back office's sidebar: what is registered and looked for, under the heading that people look for it."""

from collections import defaultdict
from typing import Any, Final

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

SELLING: Final = "Selling"
HIRING: Final = "Hiring"
PEOPLE: Final = "People"
SYSTEM: Final = "System"

# The first that fits: where an app's code lives says whose business it is.
_HEADINGS: Final = {
    "nexus.commerce": SELLING,
    "nexus.jobs": HIRING,
    "nexus.kernel.accounts": PEOPLE,
    "nexus.kernel.authentication": PEOPLE,
    "nexus.kernel.identities": PEOPLE,
    "nexus.kernel.api_keys": PEOPLE,
    "nexus.kernel.oauth": PEOPLE,
    "nexus.kernel.messaging": PEOPLE,
    "allauth": PEOPLE,
    "django.contrib.auth": PEOPLE,
}

# Names of Material Symbols; what isn't named here gets a plain one.
_ICONS: Final = {
    "product": "inventory_2",
    "category": "account_tree",
    "exchangerate": "currency_exchange",
    "cart": "shopping_cart",
    "order": "receipt_long",
    "orderpart": "call_split",
    "shipment": "package_2",
    "return": "assignment_return",
    "document": "description",
    "payment": "credit_card",
    "refund": "undo",
    "reconciliation": "balance",
    "payout": "payments",
    "account": "account_balance",
    "transaction": "swap_horiz",
    "store": "storefront",
    "warehouse": "warehouse",
    "stockitem": "shelves",
    "coupon": "sell",
    "shippingmethod": "local_shipping",
    "taxrule": "percent",
    "job": "work",
    "application": "assignment_ind",
    "user": "person",
    "address": "home_pin",
    "dataexport": "download",
    "erasure": "person_off",
    "linkrequest": "link",
    "group": "groups",
    "emailaddress": "mail",
    "usersession": "devices",
    "tokenfamily": "vpn_key",
    "apikey": "key",
    "client": "apps",
    "identity": "badge",
    "authenticator": "security",
    "importedproduct": "upload_file",
    "onceanswered": "done_all",
    "event": "history",
    "delivery": "outbox",
    "change": "edit_note",
    "securityevent": "shield",
    "donetask": "task_alt",
    "endpoint": "webhook",
    "tail": "bookmark",
    "mail": "mail",
    "notification": "notifications",
    "preference": "tune",
    "conversation": "forum",
    "message": "chat",
    "report": "flag",
    "block": "block",
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """List the headings with their models, as far as this member of staff may see them."""
    home = {"title": "Overview", "icon": "dashboard", "link": reverse("admin:index")}
    filed = _filed(request)
    groups = [
        {"title": name, "items": filed[name]} for name in (SELLING, HIRING, PEOPLE, SYSTEM) if filed[name]
    ]
    return [{"items": [home]}, *groups]


def may_view(request: HttpRequest, model: type[Model]) -> bool:
    """Tell whether this member of staff may see a model's list."""
    return bool(admin.site._registry[model].has_view_permission(request))


def _filed(request: HttpRequest) -> dict[str, list[dict[str, str]]]:
    filed = defaultdict(list)
    for model in sorted(admin.site._registry, key=_is_of_others):
        if may_view(request, model) and admin.site._registry[model].has_module_permission(request):
            filed[_heading(model)].append(_item(model))
    return filed


def _is_of_others(model: type[Model]) -> bool:
    return not model.__module__.startswith("nexus.")


def _heading(model: type[Model]) -> str:
    app = apps.get_app_config(model._meta.app_label).name
    return next((heading for prefix, heading in _HEADINGS.items() if app.startswith(prefix)), SYSTEM)


def _item(model: type[Model]) -> dict[str, str]:
    meta = model._meta
    name = str(meta.verbose_name_plural)
    return {
        "title": name[:1].upper() + name[1:],
        "icon": _ICONS.get(str(meta.model_name), "database"),
        "link": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
    }
