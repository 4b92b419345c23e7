from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nexus.kernel.api.errors import NotFound
from nexus.kernel.notifications.actions import unsubscribe
from nexus.kernel.notifications.kinds import kinds
from nexus.kernel.notifications.links import Unsubscribing


# Mail programs send the form on their own, without having seen a page: the signed link is all that counts.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether a mail shall come no more; do it where the answer is sent, by a person or one click."""
    try:
        wanted = Unsubscribing.read(token)
    except NotFound:
        raise Http404 from None
    if request.method == "POST":
        unsubscribe(wanted)
    kind = kinds().get(wanted.scope)
    shown = {"is_done": request.method == "POST", "kind": kind, "digest": wanted.digest}
    return render(request, "notifications/unsubscribe.html", shown)
