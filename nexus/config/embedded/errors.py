class EngineError(Exception):
    """An engine can't be had; the message is the one sentence that its user reads."""


class StillRecoveringError(EngineError):
    """PostgreSQL is busy with its own recovery; stopping it now would only make it begin again."""
