"""Pictures as people send them, and as attackers do."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(size: tuple[int, int] = (64, 48), kind: str = "PNG", mode: str = "RGB", **options: Any) -> bytes:
    """A real picture's bytes: red on the left, blue on the right."""
    image = Image.new(mode, size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def sent(content: bytes, name: str = "picture.png", content_type: str = "image/png") -> SimpleUploadedFile:
    """The same as an upload."""
    return SimpleUploadedFile(name, content, content_type)


def png_that_claims(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG whose header tells a size that its few bytes unpack to."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    packed = zlib.compress(data or b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
