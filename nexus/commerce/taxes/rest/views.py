from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.taxes.actions import add_tax_rule, change_tax_rule, remove_tax_rule
from nexus.commerce.taxes.models import TaxRule
from nexus.commerce.taxes.rest.serializers import TaxRuleInput
from nexus.commerce.taxes.rest.shapes import TaxRuleQuery, TaxRuleShape
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import Conflict, NotFound
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView

PUBLIC = ["taxes", "taxonomy"]


def _shown(rule_id: UUID) -> TaxRuleShape:
    return TaxRuleShape.of(TaxRule.objects.rows().get(pk=rule_id))


class TaxRuleList(ApiView):
    """All tax rules."""

    @operation(
        "List the tax rules",
        who=ANYONE,
        answer=TaxRuleShape,
        many=True,
        query=TaxRuleQuery,
        public=PUBLIC,
        description="List the taxes by country. Of a country's rules the nearest above a product's category "
        "is taken, and the one without a category for all else; without a rule there is no tax.",
    )
    def get(self, request: Request) -> Response:
        """List the taxes by country."""
        query = read_query(request, TaxRuleQuery)
        rows = TaxRule.objects.narrowed(country=query.country, category=query.category).rows()
        return listing(request, rows, query, TaxRuleShape.of, ["country", "name", "id"])

    @operation(
        "Add a tax rule",
        who="admin",
        answer=TaxRuleShape,
        status=201,
        body=TaxRuleInput,
        errors=[Conflict],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Set a country's tax, for everything or for a category."""
        rule = add_tax_rule(self.actor, self.read_body(TaxRuleInput))
        return created(_shown(rule.pk), "Tax rule created")


class TaxRuleDetail(ApiView):
    """One tax rule."""

    @operation("Show a tax rule", who=ANYONE, answer=TaxRuleShape, errors=[NotFound], public=PUBLIC)
    def get(self, request: Request, rule_id: UUID) -> Response:
        """Show a tax rule."""
        return ok(_shown(rule_id))

    @operation(
        "Change a tax rule",
        who="admin",
        answer=TaxRuleShape,
        body=TaxRuleInput,
        errors=[NotFound, Conflict],
        description="Change a tax for the orders to come: those that were placed keep theirs.",
    )
    def put(self, request: Request, rule_id: UUID) -> Response:
        """Change the fields that are given."""
        change_tax_rule(self.actor, rule_id, self.read_body(TaxRuleInput, partial=True))
        return ok(_shown(rule_id), "Tax rule updated")

    patch = put

    @operation("Delete a tax rule", who="admin", status=204, errors=[NotFound])
    def delete(self, request: Request, rule_id: UUID) -> Response:
        """Take a tax out for the orders to come."""
        remove_tax_rule(self.actor, rule_id)
        return gone()
