from nexus.kernel.api.errors import Unprocessable


class JobIsClosed(Unprocessable):
    """The job was closed or its closing date has passed."""

    code = "JOB_CLOSED"
    sentence = "This job takes no more applications."
