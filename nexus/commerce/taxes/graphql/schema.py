from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.commerce.taxes.actions import add_tax_rule, change_tax_rule, remove_tax_rule
from nexus.commerce.taxes.graphql.inputs import TaxRuleChanges, TaxRuleInput
from nexus.commerce.taxes.graphql.types import TaxRule, rules_of
from nexus.commerce.taxes.models import TaxRule as TaxRuleModel
from nexus.commerce.taxes.rest import serializers
from nexus.commerce.taxes.rest.shapes import TaxRuleQuery
from nexus.kernel.api.graphql.connections import Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of


@strawberry.type
class Query:
    """What one may ask of taxes."""

    @listed(TaxRule)
    def tax_rules(
        self, country: str | None = UNSET, category: strawberry.ID | None = UNSET
    ) -> Listing[TaxRule]:
        """List the taxes by country."""
        query = read_narrowing(TaxRuleQuery, None, country=country, category=category)
        rows = TaxRuleModel.objects.narrowed(country=query.country, category=query.category).rows()
        return Listing(rows, ["country", "name", "id"], rules_of)

    @shown_as(TaxRule | None)
    def tax_rule(self, id: strawberry.ID) -> TaxRule:
        """Show a tax rule."""
        return _shown(uuid_of(id))


@strawberry.type
class Mutation:
    """What administrators may do with taxes."""

    @mutation(TaxRule)
    def add_tax_rule(self, info: Info, input: TaxRuleInput) -> TaxRule:
        """Set a country's tax, for everything or for a category and what is below it."""
        fields = read_input(serializers.TaxRuleInput, input)
        return _shown(add_tax_rule(info.context.actor, fields).pk)

    @mutation(TaxRule)
    def change_tax_rule(self, info: Info, id: strawberry.ID, input: TaxRuleChanges) -> TaxRule:
        """Change a tax for the orders to come: those that were placed keep theirs."""
        fields = read_input(serializers.TaxRuleInput, input, partial=True)
        return _shown(change_tax_rule(info.context.actor, uuid_of(id), fields).pk)

    @mutation(strawberry.ID)
    def remove_tax_rule(self, info: Info, id: strawberry.ID) -> UUID:
        """Take a tax out for the orders to come; gives its id."""
        rule_id = uuid_of(id)
        remove_tax_rule(info.context.actor, rule_id)
        return rule_id


def _shown(rule_id: UUID) -> TaxRule:
    return rules_of([TaxRuleModel.objects.rows().get(pk=rule_id)])[0]
