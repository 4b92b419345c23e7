"""The marketplace: what it adds to a site where it is switched on."""

from nexus.kernel.kit.domain import Domain

DOMAIN = Domain(
    name="commerce",
    apps=("nexus.commerce.catalog", "nexus.commerce.imports"),
    urls="nexus.commerce.urls",
    schema="nexus.commerce.schema",
)
