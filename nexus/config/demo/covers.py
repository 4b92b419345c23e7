"""Pictures for the demo's products, drawn: a soft gradient and the product's initials."""

import colorsys
import io
from hashlib import blake2b

from PIL import Image, ImageDraw, ImageFont

SIDE = 600
_COARSE = 16
Colour = tuple[int, int, int]


def draw(name: str) -> bytes:
    """Draw a product's cover; the same name always gives the same picture."""
    mark = blake2b(name.encode(), digest_size=4).digest()
    hue, turn = mark[0] / 255, mark[1]
    cover = _gradient(_colour(hue, 0.35, 0.96), _colour(hue + 0.12, 0.55, 0.62)).rotate(90 * (turn % 4))
    pen = ImageDraw.Draw(cover, "RGBA")
    for number, radius in enumerate((250, 190, 135)):
        middle = SIDE // 2 + (mark[2] - 128) // 3 * number, SIDE // 2 + (mark[3] - 128) // 3 * number
        pen.circle(middle, radius, fill=(255, 255, 255, 26))
    pen.text(
        (SIDE // 2, SIDE // 2),
        _initials(name),
        fill=(255, 255, 255, 235),
        font=ImageFont.load_default(size=200),
        anchor="mm",
    )
    buffer = io.BytesIO()
    cover.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def _gradient(light: Colour, dark: Colour) -> Image.Image:
    small = Image.new("RGB", (_COARSE, _COARSE))
    steps = 2 * _COARSE - 2
    small.putdata([_between(light, dark, (x + y) / steps) for y in range(_COARSE) for x in range(_COARSE)])
    return small.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _between(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))
    return red, green, blue


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()
