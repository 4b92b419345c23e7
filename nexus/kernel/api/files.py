from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from rest_framework.request import Request

from nexus.kernel.api.rendering import JSONRenderer
from nexus.kernel.api.views import ApiView


class FileView(ApiView):
    """A path that answers with a file; what it refuses it tells in JSON, as every path does."""

    file_type: ClassVar[str]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002 (DRF's own)
        """Take a request for the file's own type as one that is understood."""
        if self.file_type in request.headers.get("Accept", ""):
            return JSONRenderer(), JSONRenderer.media_type
        return super().perform_content_negotiation(request, force)


def download(content: bytes, file_type: str, name: str) -> HttpResponse:
    """Answer 200 with a file, under this name."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=file_type, headers={"Content-Disposition": disposition or ""})
