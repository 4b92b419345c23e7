"""What is announced of taxes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class TaxRuleAdded(Fact):
    """A country's tax was set, for everything or for a category."""

    name: ClassVar[str] = "commerce.tax_rule.added"
    subject: ClassVar[str] = "rule_id"
    rule_id: UUID


@dataclass(frozen=True)
class TaxRuleChanged(Fact):
    """A tax rule was changed; orders keep the rates that they were placed at."""

    name: ClassVar[str] = "commerce.tax_rule.changed"
    subject: ClassVar[str] = "rule_id"
    rule_id: UUID


@dataclass(frozen=True)
class TaxRuleRemoved(Fact):
    """A tax rule was taken out."""

    name: ClassVar[str] = "commerce.tax_rule.removed"
    subject: ClassVar[str] = "rule_id"
    rule_id: UUID
