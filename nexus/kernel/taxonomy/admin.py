from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.kernel.taxonomy.models import Category


@admin.register(Category)
class CategoryAdmin(ModelAdmin):  # type: ignore[misc]
    list_display: ClassVar = ["name", "slug", "parent"]
    search_fields: ClassVar = ["name", "slug"]
    autocomplete_fields: ClassVar = ["parent"]
    prepopulated_fields: ClassVar = {"slug": ["name"]}
