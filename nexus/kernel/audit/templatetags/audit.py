from __future__ import annotations

from django import template
from django.db.models import Model
from django.db.models.options import Options
from django.template import RequestContext
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from nexus.kernel.audit.keeping import histories, tables
from nexus.kernel.audit.middleware import REASON_FIELD
from nexus.kernel.audit.models import Change, ChangeQuerySet
from nexus.kernel.kit.asking import REASON_LENGTH

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


@register.filter
def keeps_history(of: Options[Model]) -> bool:
    """Tell whether changes of a model's rows are noted."""
    return of.db_table in tables()


@register.simple_tag(takes_context=True)
def reason_input(context: RequestContext) -> SafeString:
    """Give the field for why something is changed, with what was typed where the form comes back."""
    given = context["request"].POST.get(REASON_FIELD, "")
    attributes = {"id": "id_change_reason", "maxlength": REASON_LENGTH}
    field: SafeString = UnfoldAdminTextInputWidget().render(REASON_FIELD, given, attributes)
    return field
