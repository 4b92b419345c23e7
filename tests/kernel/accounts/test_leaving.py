"""Leaving: shutting an account, taking all that is kept of it along, being forgotten."""

import io
import json
import threading
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from nexus.commerce.orders.models import Order
from nexus.kernel.accounts import actions
from nexus.kernel.accounts.models import Address, DataExport, Erasure, LinkRequest, User
from nexus.kernel.audit.models import Change, SecurityEvent
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.events.models import Event
from nexus.kernel.mail.models import Mail
from nexus.kernel.notifications.models import Notification
from tests.asking import ask, refusal
from tests.delivering import deliver_events
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.jobs import ApplicationFactory
from tests.factories.orders import ADDRESS, placed_order
from tests.factories.pictures import picture
from tests.kernel.accounts.test_own import HOME
from tests.mailbox import key_for, letters_to

pytestmark = pytest.mark.django_db

EXPORTS, ERASURE, CANCEL = "/api/auth/exports/", "/api/auth/erasure/", "/api/auth/erasure/cancel/"
DEACTIVATE, PROFILE = "/api/auth/deactivate/", "/api/auth/profile/"
WORDS = ("nora", "Nora", "Weiss", "Lindenweg", "+49", "cameras")


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    storages = {name: {**said} for name, said in settings.STORAGES.items()}
    storages["private"]["OPTIONS"] = {**storages["private"]["OPTIONS"], "location": tmp_path / "private"}
    settings.STORAGES = storages


@pytest.fixture
def nora(db) -> User:
    user = UserFactory(
        username="nora",
        email="nora@example.com",
        first_name="Nora",
        last_name="Weiss",
        phone="+49 30 1234567",
        bio="I restore cameras.",
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    Address.objects.create(user=user, **HOME)
    return user


def _asked(client) -> dict:
    answer = client.post(EXPORTS)
    assert answer.status_code == 201, answer.content
    return answer.json()["data"]


def _order(customer: User, status: str, **said) -> Order:
    order = placed_order(customer=customer, **said)
    Order.objects.filter(pk=order.pk).update(status=status)
    order.refresh_from_db()
    return order


def _is_over(user: User) -> None:
    Erasure.objects.filter(user=user).update(due_at=timezone.now() - timedelta(seconds=1))
    assert actions.erase_what_is_due() == 1


@pytest.mark.parametrize("path", [DEACTIVATE, EXPORTS, ERASURE])
def test_leaving_asks_for_a_fresh_proof(nora, client_of, path):
    mine = client_of(nora)
    TokenFamily.objects.update(confirmed_at=timezone.now() - timedelta(days=1))

    answer = mine.post(path, {"confirm": "nora"})

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "CONFIRMATION_REQUIRED"
    nora.refresh_from_db()
    assert nora.is_active


def test_who_shuts_an_account_ends_every_sign_in(nora, client_of, visitor, admin):
    mine, other = client_of(nora), client_of(nora)

    assert mine.post(DEACTIVATE).status_code == 200

    for old in (mine, other):
        assert old.get(PROFILE).status_code == 401
    assert visitor.post("/api/token/", {"username": "nora", "password": PASSWORD}).status_code == 401
    assert SecurityEvent.objects.filter(name="account_shut", user=nora, actor=nora).exists()
    client_of(admin).put(f"/api/users/{nora.pk}/", {"is_active": True})
    assert visitor.post("/api/token/", {"username": "nora", "password": PASSWORD}).status_code == 200
    assert mine.get(PROFILE).status_code == 401


def test_the_last_administrator_stays(admin, client_of):
    for path in (DEACTIVATE, ERASURE):
        assert client_of(admin).post(path, {"confirm": admin.username}).status_code == 422
    admin.refresh_from_db()
    assert admin.is_active


def test_all_that_is_kept_is_one_file_for_its_owner(nora, client_of):
    order = placed_order(customer=nora)
    ApplicationFactory(applicant=nora, cover_letter="Please take me.")
    mine = client_of(nora)

    export = _asked(mine)
    assert export["status"] == "asked"
    assert mine.get(f"{EXPORTS}{export['id']}/file/").status_code == 404
    deliver_events()

    shown = mine.get(f"{EXPORTS}{export['id']}/").json()["data"]
    assert shown["status"] == "ready"
    answer = mine.get(f"{EXPORTS}{export['id']}/file/")
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert len(answer.content) == shown["size"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert told["profile.json"][0]["email"] == "nora@example.com"
    assert told["addresses.json"][0]["line1"] == "Lindenweg 4"
    assert str(order.pk) in json.dumps(told["orders.json"])
    assert told["applications.json"][0]["cover_letter"] == "Please take me."
    assert "password" not in archive.read("profile.json").decode()
    assert Notification.objects.get(user=nora).kind == "export_ready"
    assert SecurityEvent.objects.filter(name="export_fetched", user=nora).count() == 1


def test_an_export_holds_the_files_that_one_sent_up(nora, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    mine = client_of(nora)
    sent = {"avatar": SimpleUploadedFile("me.png", picture())}
    assert mine.put("/api/auth/profile/avatar/", sent, format="multipart").status_code == 200
    sent = {"file": SimpleUploadedFile("../lens.png", picture())}
    assert mine.post("/api/conversations/attachments/", sent, format="multipart").status_code == 201
    export = _asked(mine)
    deliver_events()

    archive = zipfile.ZipFile(io.BytesIO(mine.get(f"{EXPORTS}{export['id']}/file/").content))
    avatar, lens = sorted(name for name in archive.namelist() if not name.endswith(".json"))[::-1]
    assert (avatar, lens.partition("/")[0], lens[-9:]) == ("profile/avatar.webp", "messages", "lens.webp")
    assert ".." not in lens
    assert all(archive.read(name)[8:12] == b"WEBP" for name in (avatar, lens))


def test_an_export_is_nobody_elses(nora, client_of, admin, visitor):
    export = _asked(client_of(nora))
    deliver_events()

    for path in (f"{EXPORTS}{export['id']}/", f"{EXPORTS}{export['id']}/file/"):
        assert visitor.get(path).status_code == 401
        for other in (UserFactory(), admin):
            assert client_of(other).get(path).status_code == 404
    assert client_of(admin).get(EXPORTS).json()["count"] == 0


def test_an_export_holds_nothing_of_others(nora, client_of):
    stranger = UserFactory(username="stranger", email="stranger@example.com", phone="+1 555 0100")
    placed_order(customer=stranger)
    Address.objects.create(user=stranger, **{**HOME, "line1": "Elsewhere 1"})

    export = _asked(client_of(nora))
    deliver_events()

    archive = zipfile.ZipFile(io.BytesIO(client_of(nora).get(f"{EXPORTS}{export['id']}/file/").content))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for word in (b"stranger", b"Elsewhere", b"0100"):
        assert word not in everything


def test_one_export_is_made_at_a_time_and_three_a_day(nora, client_of):
    mine = client_of(nora)
    _asked(mine)
    assert mine.post(EXPORTS).status_code == 409
    for _ in range(2):
        deliver_events()
        _asked(mine)
    deliver_events()
    assert mine.post(EXPORTS).status_code == 429


def test_an_export_goes_when_its_time_is_up(nora, client_of, tmp_path, django_capture_on_commit_callbacks):
    mine = client_of(nora)
    export = _asked(mine)
    deliver_events()
    assert len([*tmp_path.rglob("*.zip")]) == 1
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert mine.get(f"{EXPORTS}{export['id']}/file/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.sweep_old_requests() == 1
    assert not DataExport.objects.exists()
    assert not [*tmp_path.rglob("*.zip")]


def test_an_erasure_shuts_at_once_and_can_be_taken_back(nora, client_of, visitor):
    mine = client_of(nora)

    answer = mine.post(ERASURE, {"confirm": "Nora"})
    assert answer.status_code == 201
    assert mine.get(PROFILE).status_code == 401
    assert letters_to(nora.email)[-1].html
    assert actions.erase_what_is_due() == 0

    key = key_for(nora.email)
    assert visitor.post(CANCEL, {"key": key}).status_code == 200
    assert visitor.post("/api/token/", {"username": "nora", "password": PASSWORD}).status_code == 200
    assert mine.get(PROFILE).status_code == 401  # what was ended stays so
    assert visitor.post(CANCEL, {"key": key}).status_code == 422
    assert actions.erase_what_is_due() == 0


def test_an_erasure_is_asked_for_by_the_own_name(nora, client_of):
    mine = client_of(nora)

    assert mine.post(ERASURE, {"confirm": "yes"}).status_code == 400
    assert mine.get(PROFILE).status_code == 200
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("key", ["x", "MQ:1:x", "0" * 200])
def test_a_made_up_key_takes_nothing_back(nora, client_of, visitor, key):
    client_of(nora).post(ERASURE, {"confirm": "nora"})

    assert visitor.post(CANCEL, {"key": key}).status_code == 422
    nora.refresh_from_db()
    assert not nora.is_active


def test_when_the_grace_is_over_nothing_names_them_any_more(nora, client_of, visitor):
    order = _order(nora, "delivered", note="Ring at Weiss", billing_address=ADDRESS)
    application = ApplicationFactory(applicant=nora, cover_letter="Nora Weiss, cameras")
    mine = client_of(nora)
    mine.put(PROFILE, {"username": "nora2"})
    export = _asked(mine)
    deliver_events()
    mine.post(ERASURE, {"confirm": "nora2"})
    key = key_for(nora.email)
    deliver_events()

    _is_over(nora)

    assert visitor.post(CANCEL, {"key": key}).status_code == 422
    assert visitor.post("/api/token/", {"username": "nora2", "password": PASSWORD}).status_code == 401
    order.refresh_from_db()
    assert (order.customer_id, order.note) == (nora.pk, "")
    assert order.shipping_address["country"] == "DE"
    application.refresh_from_db()
    assert (application.cover_letter, application.status) == ("", "withdrawn")
    assert not EmailAddress.objects.filter(user=nora).exists()
    assert not DataExport.objects.filter(pk=export["id"]).exists()
    assert not TokenFamily.objects.filter(user=nora).exists()
    last = Mail.objects.filter(template="account/erased").get()
    assert last.to == ["nora@example.com"]
    assert _where_named(exclude={"mail_mail": last.pk}) == []
    assert Event.objects.filter(name="accounts.user.erased", subject=str(nora.pk)).count() == 1
    assert SecurityEvent.objects.filter(name="account_erased", user=nora).count() == 1
    # The name is free again, for somebody else.
    assert UserFactory(username="nora", email="nora@example.com").pk != nora.pk


def _where_named(exclude: dict) -> list[str]:
    """Every row of the database that still holds a word that names her."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                if any(word in row for word in WORDS) and str(exclude.get(table)) not in row:
                    found.append(f"{table}: {row}")
    return found


def test_the_search_for_names_finds_them(nora):
    tables = {line.partition(":")[0] for line in _where_named({})}

    assert {"accounts_user", "accounts_address", "account_emailaddress"} <= tables
    assert [table for table in tables if table.startswith("audit_change")]


def test_what_is_under_way_is_brought_to_its_end_first(nora, client_of):
    order = _order(nora, "paid")
    mine = client_of(nora)

    answer = mine.post(ERASURE, {"confirm": "nora"})

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "STILL_NEEDED"
    assert order.number in answer.json()["error"]["details"]["orders"][0]
    assert mine.get(PROFILE).status_code == 200


def test_what_came_up_meanwhile_puts_it_off(nora, client_of):
    client_of(nora).post(ERASURE, {"confirm": "nora"})
    _order(nora, "paid")
    Erasure.objects.update(due_at=timezone.now())

    assert actions.erase_what_is_due() == 0

    nora.refresh_from_db()
    assert nora.username == "nora"
    Order.objects.update(status="delivered")
    _is_over(nora)


def test_an_account_that_an_administrator_opened_again_is_kept(nora, client_of, admin):
    client_of(nora).post(ERASURE, {"confirm": "nora"})
    client_of(admin).put(f"/api/users/{nora.pk}/", {"is_active": True})
    Erasure.objects.update(due_at=timezone.now())

    assert actions.erase_what_is_due() == 0

    nora.refresh_from_db()
    assert (nora.username, nora.is_active) == ("nora", True)
    assert Erasure.objects.get().taken_back_at is not None


def test_one_that_can_not_be_erased_keeps_no_other_waiting(nora, client_of, monkeypatch):
    other = UserFactory()
    for user in (other, nora):
        client_of(user).post(ERASURE, {"confirm": user.username})
    Erasure.objects.update(due_at=timezone.now())
    real = User.save

    def save(self, *args, **kwargs):
        if self.pk == other.pk:
            raise RuntimeError("broken")
        real(self, *args, **kwargs)

    monkeypatch.setattr(User, "save", save)

    assert actions.erase_what_is_due() == 1
    assert Erasure.objects.get(user=other).done_at is None
    assert User.objects.get(pk=other.pk).username == other.username


def test_without_a_grace_it_is_done_at_once(nora, client_of, settings):
    settings.ERASURE_GRACE_DAYS = 0

    client_of(nora).post(ERASURE, {"confirm": "nora"})
    deliver_events()

    nora.refresh_from_db()
    assert nora.username.startswith("erased-")


def test_a_history_is_forgotten_and_by_nobody_else_changed(nora, client_of):
    client_of(nora).put(PROFILE, {"username": "nora2"})
    Change.objects.forget("user", str(nora.pk), ["username", "email"])

    texts = [json.dumps(change.changes) for change in Change.objects.of("user", str(nora.pk))]
    assert texts
    assert not [text for text in texts if "nora" in text]
    for statement in ("UPDATE audit_change SET changes = '{}'", "DELETE FROM audit_securityevent"):
        with (
            pytest.raises(Exception, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_what_was_never_used_goes(visitor, settings):
    nora = {"username": "nora", "email": "nora@example.com", "password": "StrongPass123"}
    kept = UserFactory(email="old@example.com")  # without an address that waits
    for name in ("confirmed", "used", "new", "nora"):
        visitor.post("/api/auth/register/", {**nora, "username": name, "email": f"{name}@example.com"})
    EmailAddress.objects.filter(email="confirmed@example.com").update(verified=True)
    visitor.post("/api/token/", {"username": "used", "password": "StrongPass123"})
    User.objects.exclude(username="new").update(date_joined=timezone.now() - timedelta(days=31))

    assert actions.sweep_never_used() == 1

    assert set(User.objects.values_list("username", flat=True)) == {"confirmed", "used", "new", kept.username}
    settings.UNCONFIRMED_KEPT_DAYS = 0
    User.objects.update(date_joined=timezone.now() - timedelta(days=99))
    assert actions.sweep_never_used() == 0


def test_a_link_that_nobody_was_there_to_send_goes(visitor):
    visitor.post("/api/auth/password/reset/", {"email": "nora@example.com"})
    LinkRequest.objects.update(asked_at=timezone.now() - timedelta(hours=2))

    actions.sweep_old_requests()

    assert not LinkRequest.objects.exists()


def test_the_same_over_graphql(nora, client_of):
    mine = client_of(nora)
    assert ask(mine, "mutation { exportPersonalData { status } }")["exportPersonalData"]["status"] == "asked"
    shown = ask(mine, "{ personalDataExports { edges { node { status } } } }")["personalDataExports"]["edges"]
    assert shown == [{"node": {"status": "asked"}}]
    refused = refusal(mine, 'mutation { eraseAccount(input: {confirm: "no"}) { dueAt } }')
    assert refused["code"] == "VALIDATION_ERROR"
    assert ask(mine, 'mutation { eraseAccount(input: {confirm: "nora"}) { dueAt } }')["eraseAccount"]["dueAt"]
    other = UserFactory()
    assert ask(client_of(other), "mutation { deactivateAccount }")["deactivateAccount"] == str(other.pk)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_is_taken_back_while_it_is_done_is_one_or_the_other(client_of):
    nora = UserFactory(username="nora", email="nora@example.com")
    client_of(nora).post(ERASURE, {"confirm": "nora"})
    key = key_for(nora.email)
    Erasure.objects.update(due_at=timezone.now() + timedelta(milliseconds=150))
    kept: list[bool] = []

    def take_back() -> None:
        while timezone.now() < Erasure.objects.get().due_at - timedelta(milliseconds=30):
            pass
        kept.append(APIClient().post(CANCEL, {"key": key}).status_code == 200)
        connection.close()

    thread = threading.Thread(target=take_back)
    thread.start()
    while thread.is_alive():
        actions.erase_what_is_due()
    thread.join()
    actions.erase_what_is_due()

    nora.refresh_from_db()
    assert nora.is_active is kept[0]
    assert (nora.username == "nora") is kept[0]
