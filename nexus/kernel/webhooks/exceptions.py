from nexus.kernel.api.errors import InvalidTransition


class EndpointIsDisabled(InvalidTransition):
    """The endpoint was given up."""

    sentence = "This endpoint is disabled. Resume it first."
