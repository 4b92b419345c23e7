from django import template
from django.db.models import Model

from nexus.kernel.audit.keeping import histories
from nexus.kernel.audit.models import Change, ChangeQuerySet

register = template.Library()

SHOWN = 100


@register.simple_tag
def changes_of(thing: Model) -> ChangeQuerySet:
    """Give the last changes of a row, for the page in the back office that shows its history."""
    table = thing._meta.db_table
    history = next((one for one in histories().values() if one.model._meta.db_table == table), None)
    if history is None:
        return Change.objects.none()
    own = Change.objects.filter(kind=history.kind, object_id=str(thing.pk))
    changes = own if history.of else Change.objects.of(history.kind, str(thing.pk))
    return changes.select_related("actor")[:SHOWN]
