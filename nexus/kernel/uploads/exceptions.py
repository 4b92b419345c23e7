from nexus.kernel.api.errors import PayloadTooLarge, ValidationFailed


class NotAnImage(ValidationFailed):
    """The file holds no picture that can be read."""

    sentence = "This file holds no picture that can be read: send a JPEG, PNG, WebP, GIF or AVIF."


class TooManyPixels(ValidationFailed):
    """The picture is larger than is taken in."""

    sentence = "This picture has too many pixels: scale it down and send it again."


class FileTooLarge(PayloadTooLarge):
    """The file has more bytes than is taken in."""


class NotTaken(ValidationFailed):
    """The file is of no kind that is taken in, or isn't whole."""

    sentence = "Send a picture (JPEG, PNG, WebP, GIF, AVIF) or a PDF: this file is neither, or not whole."
