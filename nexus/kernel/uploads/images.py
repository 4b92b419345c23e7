"""Pictures from outside, made anew: nothing of the sent bytes but the visible pixels goes further."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from PIL import Image, ImageCms, ImageOps

from nexus.kernel.uploads.exceptions import NotAnImage, TooManyPixels

LONGEST_SIDE: Final = {"thumb": 320, "card": 800, "full": 2_000}
QUALITY: Final = 82
EFFORT: Final = 2  # of 6: twice as fast as the usual 4 for files 2 % larger

# By what decoding holds in memory, so that none takes more than 200 MB: a plain JPEG is decoded scaled down,
# a progressive one is held whole, WebP and AVIF keep further frames beside the picture.
PIXELS: Final = {
    "JPEG": 40_000_000,
    "JPEG progressive": 24_000_000,
    "PNG": 24_000_000,
    "GIF": 24_000_000,
    "WEBP": 12_000_000,
    "AVIF": 12_000_000,
}
FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
# Each scan of a progressive JPEG is a pass over the whole picture, and a few bytes are enough for one.
SCANS: Final = 100
_SCAN_BEGINS: Final = b"\xff\xda"
_STRIP_ROWS: Final = 64
_SRGB: Final = ImageCms.createProfile("sRGB")


def renditions(file: IO[bytes]) -> dict[str, Image.Image]:
    """Read a picture and give it in each size, upright, first frame only, never enlarged."""
    with _readable():
        base = _upright(file, max(LONGEST_SIDE.values()))
        return {size: _fitted(base, side) for size, side in LONGEST_SIDE.items()}


def as_webp(image: Image.Image) -> bytes:
    """Write a picture's bytes: WebP, without any metadata."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=EFFORT, exif=b"", icc_profile=b"", xmp=b"")
    return buffer.getvalue()


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (NotAnImage, TooManyPixels):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except Exception as error:  # broken bytes make decoders raise anything at all
        raise NotAnImage from error


def _upright(file: IO[bytes], side: int) -> Image.Image:
    with Image.open(file, formats=FORMATS) as image:
        _refuse_excess(image, file)
        image.draft("RGB", (side, side))
        pixels = _shrunk(image, max(1, max(image.size) // side))
        profile, exif = image.info.get("icc_profile"), image.info.get("exif", b"")
    pixels = _in_srgb(pixels, profile)
    pixels.info["exif"] = exif
    return ImageOps.exif_transpose(pixels)


def _refuse_excess(image: Image.Image, file: IO[bytes]) -> None:
    """Refuse by the header, before anything is decoded."""
    progressive = bool(image.info.get("progressive"))
    kind = f"{image.format} progressive" if progressive else str(image.format)
    if image.width * image.height > PIXELS[kind]:
        raise TooManyPixels
    if progressive:
        position = file.tell()
        file.seek(0)
        if file.read().count(_SCAN_BEGINS) > SCANS:
            raise NotAnImage
        file.seek(position)


def _shrunk(image: Image.Image, factor: int) -> Image.Image:
    """Average blocks of pixels strip by strip: whole copies of a large picture would fill the memory."""
    image.load()
    mode = "RGBA" if image.has_transparency_data else "RGB"
    small = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, _STRIP_ROWS * factor):
        strip = image.crop((0, top, image.width, min(top + _STRIP_ROWS * factor, image.height)))
        small.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    return small


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, given, _SRGB, outputMode=image.mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile for other colours than these: the picture is good without it


def _fitted(image: Image.Image, side: int) -> Image.Image:
    scale = side / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(length * scale)) for length in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
