"""Case 17, brute force: however many guess, from wherever and at whichever door, few guesses are looked at.

What is looked at is counted where passwords and codes are compared. The owner gets in all the while: from the
own places by the password, from anywhere by a passkey, and by a new password that was set by mail.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any
from unittest.mock import patch

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpResponse
from django.test import Client, override_settings
from redis import ConnectionError as Disconnected
from redis.connection import AbstractConnection

from nexus.config.settings import base
from nexus.kernel.accounts.actions.linking import _resetting_key
from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from nexus.kernel.authentication.backend import AccountBackend
from nexus.kernel.authentication.hashers import Argon2
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import Passkey, code_of, with_totp
from tests.torture.arena import database_of_its_own
from tests.torture.clients import all_of
from tests.torture.results import Result

NAME = "17. brute force"
DEFENCE = "limits"
SIZES = {"small": 18, "full": 3_000, "control": 18}
AT_ONCE = 8
HOME = "203.0.113.7"  # where the owner has signed in before
WRONG, NEW = "WrongPass123", "ANewStrongPass456"
# What the settings promise: so many failures of an account in five minutes, and of an address in one.
OF_AN_ACCOUNT, OF_AN_ADDRESS = 5, 10
LOGIN, TOKEN, PAGE = "/api/auth/login/", "/api/token/", "/accounts/login/"
SECOND, SECOND_BARE, SECOND_PAGE = "/api/auth/login/mfa/", "/api/token/mfa/", "/accounts/2fa/authenticate/"


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Guess at one account from everywhere, at many from one place, at codes, and with Valkey away."""
    result = Result(NAME, SIZES[size])
    on = {"RATE_LIMITS_ON": not without, "ACCOUNT_RATE_LIMITS": not without and base.ACCOUNT_RATE_LIMITS}
    bounds = {"FACTOR_TRIES_PER_HOUR": 1_000_000, "CHALLENGE_TRIES": 1_000_000} if without else {}
    # What is looked at is counted, not timed.
    hashing = {} if size == "full" else {"time_cost": 1, "memory_cost": 8}
    with database_of_its_own(), override_settings(**on, **bounds), patch.multiple(Argon2, **hashing):
        guesser = _Guesser(result, random.Random(f"{seed}-{without}"), SIZES[size])
        guesser.at_one_account()
        guesser.from_one_address()
        guesser.at_codes()
        guesser.with_valkey_away()
    return result


class _Guesser:
    """Who guesses; each of the deeds is judged at its end."""

    def __init__(self, result: Result, dice: random.Random, how_often: int) -> None:
        self.result, self.dice, self.how_often = result, dice, how_often

    def at_one_account(self) -> None:
        """Guess at one account at every door, from another address each time."""
        owner = UserFactory()
        _post(LOGIN, {"login": owner.username, "password": PASSWORD}, HOME)
        guesses = [partial(self._guess, owner.username, n, self._address()) for n in range(self.how_often)]
        looked_at, took = self._counted(guesses)
        self._expect("at one account", looked_at, OF_AN_ACCOUNT * (1 + int(took / 300)))
        answer = _post(LOGIN, {"login": owner.username, "password": PASSWORD}, self._address())
        self._told("the right password, from where guesses came from", answer, 429)
        answer = _post(LOGIN, {"login": owner.username, "password": PASSWORD}, HOME)
        self._told("the owner at home", answer, 200)
        reset = {"key": _resetting_key(User.objects.get(pk=owner.pk)), "password": NEW}
        _post("/api/auth/password/reset/confirm/", reset, self._address())
        answer = _post(LOGIN, {"login": owner.username, "password": NEW}, self._address())
        self._told("the owner, by a new password", answer, 200)

    def from_one_address(self) -> None:
        """Guess once at each of many accounts from one address, which says that it is another each time."""
        names = [UserFactory().username for _ in range(min(self.how_often, 200))]
        for proxies in (0, 1):
            address = self._address()
            with override_settings(TRUSTED_PROXIES=proxies):
                guesses = [
                    partial(self._guess, names[n % len(names)], n, address, is_behind=proxies)
                    for n in range(self.how_often)
                ]
                looked_at, took = self._counted(guesses)
            where = f"from one address, {proxies} proxies"
            self._expect(where, looked_at, OF_AN_ADDRESS * (1 + int(took / 60)))

    def at_codes(self) -> None:
        """Guess at the codes of an account whose password is known, by many challenges, at every door."""
        owner = UserFactory()
        passkey = _with_passkey(issue_tokens(owner).access)
        secret = with_totp(owner)
        RecoveryCodes.activate(owner)
        looked_at = 0

        def counted(*_: object) -> bool:
            nonlocal looked_at
            looked_at += 1
            return False

        with patch.object(TOTP, "validate_code", counted):
            for n in range(self.how_often // 2):
                self._guess_code(owner.username, n)
        self._expect("at codes", looked_at, 10)
        challenge = _challenge(owner.username, HOME)
        answer = _post(SECOND, {"challenge": challenge, "code": code_of(secret)}, HOME)
        self._told("the right code, after all those", answer, 429)
        self._told("the owner's passkey", _by_passkey(passkey, HOME), 200)

    def with_valkey_away(self) -> None:
        """Guess while nobody can count."""
        owner = UserFactory()
        logging.disable(logging.ERROR)  # that it is away is told at length
        with patch.object(AbstractConnection, "send_packed_command", _nobody_there):
            guesses = [partial(self._guess, owner.username, n, self._address()) for n in range(9)]
            looked_at, _ = self._counted(guesses)
            answers = [guess() for guess in guesses[:3]]
        logging.disable(logging.WARNING)
        self._expect("with Valkey away", looked_at, 0)
        for answer in answers:
            self._told("a sign-in with Valkey away", answer, 503)

    def _guess(self, name: str, number: int, address: str, *, is_behind: int = 0) -> HttpResponse:
        said = {"login": name, "password": f"{WRONG}{number}"}
        door = (LOGIN, TOKEN, PAGE)[number % 3]
        return _post(door, said, address, is_behind=is_behind, spoofed=f"192.0.2.{number % 250}")

    def _guess_code(self, name: str, number: int) -> None:
        # As an app shows them, and as they stand on a sheet of paper.
        address, code = self._address(), f"{number:06}" if number % 2 else f"{number:08}"
        if number % 3 == 0:
            browser = Client(SERVER_NAME="localhost", REMOTE_ADDR=address, raise_request_exception=False)
            browser.post(PAGE, {"login": name, "password": PASSWORD})
            browser.post(SECOND_PAGE, {"code": code})
            return
        challenge = _challenge(name, address)
        for door in (SECOND, SECOND_BARE):
            _post(door, {"challenge": challenge, "code": code}, address)

    def _counted(self, guesses: list[Callable[[], Any]]) -> tuple[int, float]:
        looked_at, lock, compare = 0, Lock(), AccountBackend._check_password

        def counted(self: AccountBackend, user: User | None, password: str) -> Any:
            nonlocal looked_at
            with lock:
                looked_at += user is not None
            return compare(self, user, password)

        begun = time.monotonic()
        with patch.object(AccountBackend, "_check_password", counted):
            all_of(guesses, at_once=AT_ONCE)
        self.result.sent += len(guesses)
        return looked_at, time.monotonic() - begun

    def _expect(self, where: str, looked_at: int, most: int) -> None:
        said = f"{where}: {looked_at} of {self.how_often} guesses were looked at, {most} may be."
        (self.result.violated if looked_at > most else self.result.notes).append(said)

    def _told(self, who: str, answer: HttpResponse, expected: int) -> None:
        if answer.status_code != expected:
            self.result.violated.append(f"{who} was answered {answer.status_code}, not {expected}.")

    def _address(self) -> str:
        return f"198.{self.dice.randrange(18, 20)}.{self.dice.randrange(256)}.{self.dice.randrange(256)}"


def _post(
    path: str, said: Any, address: str, *, is_behind: int = 0, spoofed: str = "192.0.2.1"
) -> HttpResponse:
    # A proxy of ours adds whom it heard from; what stands before that is made up.
    hops = f"{spoofed}, {address}" if is_behind else spoofed
    client = Client(
        raise_request_exception=False,
        SERVER_NAME="localhost",
        REMOTE_ADDR="127.0.0.1" if is_behind else address,
        HTTP_X_FORWARDED_FOR=hops,
    )
    return (
        client.post(path, said) if path == PAGE else client.post(path, said, content_type="application/json")
    )


def _challenge(name: str, address: str) -> str:
    told = _post(TOKEN, {"username": name, "password": PASSWORD}, address).json()
    challenge: str = told["error"]["details"].get("challenge", "")
    return challenge


def _with_passkey(access: str) -> Passkey:
    client = Client(SERVER_NAME="localhost", HTTP_AUTHORIZATION=f"Bearer {access}")
    passkey = Passkey()
    told = client.post("/api/auth/passkeys/options/", {}, content_type="application/json").json()["data"]
    made = {"challenge": told["challenge"], "name": "Key", "credential": passkey.create(told["options"])}
    client.post("/api/auth/passkeys/", made, content_type="application/json")
    return passkey


def _by_passkey(passkey: Passkey, address: str) -> HttpResponse:
    told = _post("/api/auth/login/passkey/options/", {}, address).json()["data"]
    said = {"challenge": told["challenge"], "credential": passkey.get(told["options"])}
    return _post("/api/auth/login/passkey/", said, address)


def _nobody_there(*_: Any, **__: Any) -> None:
    raise Disconnected("Valkey is away.")
