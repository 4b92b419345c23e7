"""Commands ask for what is missing, or wrong, in the words of whoever types them."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("signing_keys", "list,publish,sign,retire"),
        ("events", "status,replay,resend"),
        ("webhooks", "status,resend,replay"),
        ("ledger", "check,close"),
    ],
)
def test_a_command_without_a_word_names_those_that_there_are(command, words):
    with pytest.raises(CommandError, match=rf"required: \{{{words}\}}$"):
        call_command(command)


@pytest.mark.parametrize("command", [("events", "replay"), ("webhooks", "replay"), ("reconcile",)])
@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_moment_that_is_none_is_told_with_its_form(command, option):
    with pytest.raises(
        CommandError, match=f"argument {option}: 'garbage' is no day or moment: write it as 2"
    ):
        call_command(*command, option, "garbage")
