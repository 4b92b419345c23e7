"""What one may do: rules are predicates over (actor, object), declared in each app's `permissions.py`."""

from nexus.kernel.access.recent import require_recent
from nexus.kernel.access.rules import can, is_admin, is_signed_in, owns, require, role

__all__ = ["can", "is_admin", "is_signed_in", "owns", "require", "require_recent", "role"]
