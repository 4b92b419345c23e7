from nexus.kernel.api.errors import Unprocessable


class IdempotencyMismatch(Unprocessable):
    """The Idempotency-Key was used for another request."""

    code = "IDEMPOTENCY_MISMATCH"
    sentence = "This Idempotency-Key was used with another body. Use a new key for a new request."
