from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from nexus.commerce.taxes.events import TaxRuleAdded, TaxRuleChanged, TaxRuleRemoved
from nexus.commerce.taxes.models import TaxRule
from nexus.kernel.access import require
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.taxonomy.models import Category


class TaxRuleFields(TypedDict, total=False):
    """What a tax rule says."""

    name: str
    country: str
    category: Category | None
    rate: Decimal
    is_included: bool
    taxes_shipping: bool


@transaction.atomic
def add_tax_rule(actor: Actor, fields: TaxRuleFields) -> TaxRule:
    """Set a country's tax, for everything or for a category and what is below it; twice is a Conflict."""
    require(actor, "taxes.add_tax_rule")
    rule = TaxRule(**fields)
    _save(rule)
    publish(TaxRuleAdded(rule.pk), actor=actor)
    return rule


@transaction.atomic
def change_tax_rule(actor: Actor, rule_id: UUID, fields: TaxRuleFields) -> TaxRule:
    """Change a tax for the orders to come; what isn't given stays."""
    rule = TaxRule.objects.select_for_update().get(pk=rule_id)
    require(actor, "taxes.change_tax_rule", rule)
    for name, value in fields.items():
        setattr(rule, name, value)
    _save(rule)
    publish(TaxRuleChanged(rule.pk), actor=actor)
    return rule


@transaction.atomic
def remove_tax_rule(actor: Actor, rule_id: UUID) -> None:
    """Take a tax out for the orders to come; those that were placed keep it."""
    rule = TaxRule.objects.select_for_update().get(pk=rule_id)
    require(actor, "taxes.remove_tax_rule", rule)
    rule.delete()
    bump("taxes")
    publish(TaxRuleRemoved(rule_id), actor=actor)


def _save(rule: TaxRule) -> None:
    rule.full_clean(validate_unique=False, validate_constraints=False)
    with constraints_of(TaxRule):
        rule.save()
    bump("taxes")
