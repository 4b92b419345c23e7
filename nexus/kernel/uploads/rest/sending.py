from rest_framework.exceptions import UnsupportedMediaType as UnsupportedBody
from rest_framework.response import Response

from nexus.kernel.api.errors import UnsupportedMediaType
from nexus.kernel.api.parsing import MultiPartParser
from nexus.kernel.api.views import ApiView


class UploadView(ApiView):
    """A path that files are sent to."""

    parser_classes = [MultiPartParser]

    def handle_exception(self, exc: Exception) -> Response:
        """Say how files are sent, where they came another way."""
        if isinstance(exc, UnsupportedBody):
            exc = UnsupportedMediaType("Send files as multipart/form-data.")
        return super().handle_exception(exc)
