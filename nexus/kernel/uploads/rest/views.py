from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from nexus.kernel.uploads.names import is_ours

_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def _etag(_: HttpRequest, name: str) -> str | None:
    # A name's content never changes, so the name is enough to compare by.
    return f'"{name[-45:]}"' if _is_there(name) else None


def _is_there(name: str) -> bool:
    return is_ours(name) and default_storage.exists(name)


@require_safe
@condition(etag_func=_etag)
def picture(_: HttpRequest, name: str) -> HttpResponse:
    """Serve a picture of ours; any other name is unknown here, whatever the disk holds."""
    if not _is_there(name):
        raise Http404
    with default_storage.open(name) as file:
        return HttpResponse(file.read(), content_type="image/webp", headers=_HEADERS)
