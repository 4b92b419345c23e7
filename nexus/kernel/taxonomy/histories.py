"""What is kept of categories."""

from nexus.kernel.audit.keeping import History, keep_history
from nexus.kernel.taxonomy.models import Category

keep_history(History("category", Category, ("name", "slug", "description", "parent_id")))
