import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from nexus.kernel.uploads.actions import StoredImage, store_image, stored_images
from nexus.kernel.uploads.exceptions import FileTooLarge, NotAnImage, TooManyPixels
from nexus.kernel.uploads.images import PIXELS
from tests.factories.pictures import picture, png_that_claims, sent


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def opened(media: Path, name: str) -> Image.Image:
    return Image.open(io.BytesIO((media / name).read_bytes()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_becomes_three_webp_files_of_the_right_sizes(media, kind):
    stored = store_image(sent(picture((2400, 1200), kind), f"x.{kind}"))

    sizes = {name: opened(media, name).size for name in stored.names}
    assert list(sizes.values()) == [(320, 160), (800, 400), (2000, 1000)]
    assert all(opened(media, name).format == "WEBP" for name in stored.names)
    assert (stored.width, stored.height) == (2000, 1000)


def test_a_small_picture_is_never_enlarged(media):
    stored = store_image(sent(picture((100, 50))))

    assert {opened(media, name).size for name in stored.names} == {(100, 50)}


def test_what_is_sent_is_told_by_its_bytes_not_by_its_name(media):
    stored = store_image(sent(picture(kind="JPEG"), "page.html", "text/html"))

    assert opened(media, stored.full).format == "WEBP"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="signature only"),
        pytest.param(picture((300, 300), "JPEG")[:-400], id="truncated jpeg"),
        pytest.param(picture((300, 300))[:300], id="truncated png"),
        pytest.param(picture(kind="BMP"), id="bmp"),
        pytest.param(picture(kind="TIFF"), id="tiff"),
        pytest.param(picture(kind="EPS"), id="postscript"),
        pytest.param(png_that_claims(3000, 3000, b"\0" * 100), id="too few pixels"),
        pytest.param(b"GIF89a" + b"\xff" * 60, id="broken gif"),
        pytest.param(b"RIFF\xff\xff\xff\x7fWEBPVP8X" + b"\0" * 40, id="broken webp"),
        pytest.param(b"\0\0\0\x1cftypavif" + b"\0" * 40, id="broken avif"),
    ],
)
def test_what_holds_no_picture_is_refused_and_leaves_nothing(media, content):
    with pytest.raises(NotAnImage):
        store_image(sent(content))

    assert files_in(media) == []


@pytest.mark.parametrize("size", [(50_000, 50_000), (2**31 - 1, 1), (6_000, 6_000)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(media, size):
    with pytest.raises(TooManyPixels):
        store_image(sent(png_that_claims(*size)))

    assert files_in(media) == []


def test_a_bomb_takes_no_memory():
    code = """
import io, resource, sys
import django; django.setup()
from nexus.kernel.uploads.exceptions import TooManyPixels
from nexus.kernel.uploads.images import renditions
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    renditions(io.BytesIO(sys.stdin.buffer.read()))
except TooManyPixels:
    pass
else:
    sys.exit("not refused")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], input=png_that_claims(50_000, 50_000), capture_output=True, check=True
    )

    assert int(done.stdout) < 20_000  # kB


def test_a_progressive_picture_with_a_thousand_scans_is_refused():
    honest = picture((200, 200), "JPEG", progressive=True)
    last_scan = honest[honest.rindex(b"\xff\xda") : -2]

    assert store_image(sent(honest)).width == 200
    with pytest.raises(NotAnImage):
        store_image(sent(honest[:-2] + last_scan * 1_000 + b"\xff\xd9"))


def test_a_progressive_picture_may_have_fewer_pixels_than_a_plain_one():
    assert PIXELS["JPEG progressive"] < PIXELS["JPEG"]
    content = picture((6_000, 5_000), "JPEG", progressive=True, quality=10)
    with pytest.raises(TooManyPixels):
        store_image(sent(content))


def test_a_file_of_too_many_bytes_is_refused_with_its_size(settings):
    settings.IMAGE_MAX_BYTES = 1024 * 1024

    with pytest.raises(FileTooLarge) as refused:
        store_image(sent(picture() + b"\0" * 1024 * 1024))

    assert refused.value.status == 413
    assert "1.0 MB" in refused.value.message


def test_a_tail_behind_the_picture_goes_no_further(media):
    for kind in ("JPEG", "PNG", "GIF"):
        stored = store_image(sent(picture(kind=kind) + b"<script>alert(1)</script>PK\x03\x04"))

        assert all(b"script" not in (media / name).read_bytes() for name in stored.names)


def test_what_the_camera_wrote_is_dropped_and_what_it_turned_is_upright(media):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to view
    exif[0x010E] = "taken at home"

    stored = store_image(sent(picture((64, 48), "JPEG", exif=exif.tobytes(), comment=b"secret")))

    image = opened(media, stored.full)
    assert image.size == (48, 64)
    assert image.getexif() == {}
    assert not {"exif", "icc_profile", "xmp", "comment"} & {key for key, value in image.info.items() if value}
    red, _, blue = image.convert("RGB").getpixel((24, 5))
    assert red > blue


def test_an_animation_becomes_its_first_frame(media):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])

    image = opened(media, store_image(sent(buffer.getvalue())).full)

    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((10, 10))[0] > 200


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_kept(media, mode):
    image = Image.new(mode, (10, 10), 0)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")

    assert opened(media, store_image(sent(buffer.getvalue())).full).convert("RGBA").getpixel((5, 5))[3] == 0


def test_names_are_random_and_folders_are_shards(media):
    first, second = store_image(sent(picture())), store_image(sent(picture()))

    assert not set(first.names) & set(second.names)
    folder = Path(first.thumb).parent.name
    assert Path(first.thumb).name.startswith(folder)


def test_when_the_block_fails_its_pictures_go_again(media):
    def use_and_fail() -> None:
        with stored_images([sent(picture())], "images") as kept:
            assert isinstance(kept[0], StoredImage)
            assert len(files_in(media)) == 3
            raise RuntimeError

    with pytest.raises(RuntimeError):
        use_and_fail()

    assert files_in(media) == []


def test_one_broken_file_among_several_is_named_and_none_is_kept(media):
    files = [sent(picture()), sent(b"no picture"), sent(picture())]

    with pytest.raises(NotAnImage) as refused, stored_images(files, "images"):
        pass

    assert refused.value.details["images"][0].startswith("File 2: ")
    assert files_in(media) == []
