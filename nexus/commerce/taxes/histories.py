"""What is kept of the taxes' rules."""

from nexus.commerce.taxes.models import TaxRule
from nexus.kernel.audit.keeping import History, keep_history

keep_history(
    History(
        "tax_rule",
        TaxRule,
        ("name", "country", "category_id", "rate", "is_included", "taxes_shipping"),
    )
)
