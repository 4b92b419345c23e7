from nexus.commerce.imports.models.imported import ImportedProduct
from nexus.commerce.imports.models.merging import Row, blank_row, insert, merge, refuse_loose_ends

__all__ = ["ImportedProduct", "Row", "blank_row", "insert", "merge", "refuse_loose_ends"]
