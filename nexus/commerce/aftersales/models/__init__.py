from nexus.commerce.aftersales.models.returns import Return, ReturnLine, ReturnQuerySet, ReturnStatus

__all__ = ["Return", "ReturnLine", "ReturnQuerySet", "ReturnStatus"]
