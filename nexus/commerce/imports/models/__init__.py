from nexus.commerce.imports.models.imported import ImportedProduct

__all__ = ["ImportedProduct"]
