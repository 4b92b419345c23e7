from __future__ import annotations

from typing import Any, ClassVar, get_type_hints

from allauth.account.adapter import get_adapter
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from nexus.kernel.accounts.actions import AccountFields, delete_account, open_account, update_account
from nexus.kernel.accounts.models import Address, DataExport, Erasure, LinkRequest, User
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, ReadOnly, WrittenByAdministrators, actor_of

ROLES = ("is_seller", "is_employer", "is_job_seeker")
# Groups and permissions are the form's own to store.
SAID = get_type_hints(AccountFields).keys()


class OpeningForm(UserCreationForm):  # type: ignore[misc]
    """A new account, which has a password: without one it could only be signed in to by another's word."""

    usable_password = None


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[misc]
    """A new password for an account, set as by every door; to take it away is to shut the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 (Django's)
        get_adapter().set_password(self.user, self.cleaned_data["password1"])
        account: User = self.user
        return account


@admin.register(User)
class UserAdmin(WrittenByAdministrators, DeletedByAction, DjangoUserAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    form = UserChangeForm
    add_form = OpeningForm
    change_password_form = PasswordForm
    list_display = ["username", "email", *ROLES, "is_superuser", "is_active", "date_joined"]
    list_filter: ClassVar = [*ROLES, "is_premium", "is_superuser", "is_active"]
    search_fields: ClassVar = ["username", "email", "first_name", "last_name"]
    ordering = ["-date_joined", "-id"]
    readonly_fields: ClassVar = ["last_login", "date_joined"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["username", "email", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "phone", "bio"]}),
        ("Roles", {"fields": [*ROLES, "is_premium"]}),
        (
            "Back office",
            {"fields": ["is_active", "is_staff", "is_support", "is_superuser", "groups", "user_permissions"]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "email", "password1", "password2", *ROLES]})]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: Any) -> None:
        """Open or change an account by the actions that every door calls."""
        said: Any = {name: form.cleaned_data[name] for name in form.changed_data if name in SAID}
        if not change:
            said["password"] = form.cleaned_data["password1"]
            obj.pk = open_account(said, is_sites_own=True).pk
        elif said:
            update_account(actor_of(request), obj.pk, said)

    def take_away(self, actor: Actor, thing: User) -> None:
        """Delete an account that nothing hangs on."""
        delete_account(actor, thing.pk)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Leave one's own address to the page that asks for a fresh proof of who one is."""
        is_own = obj is not None and obj.pk == request.user.pk
        return [*self.readonly_fields, "email"] if is_own else self.readonly_fields


@admin.register(Erasure)
class ErasureAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Who asked to be forgotten, and when it was or will be done."""

    list_display: ClassVar = ["user", "asked_at", "due_at", "taken_back_at", "done_at"]
    list_filter: ClassVar = [
        ("done_at", admin.EmptyFieldListFilter),
        ("taken_back_at", admin.EmptyFieldListFilter),
    ]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["user__username"]
    show_full_result_count = False


@admin.register(Address)
class AddressAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """How many addresses an account keeps; where people live is theirs alone."""

    fields: ClassVar = ["user", "country", "is_default", "created_at"]
    list_display: ClassVar = ["user", "country", "is_default", "created_at"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["user__username"]
    show_full_result_count = False


@admin.register(DataExport)
class DataExportAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Who asked for all that is kept of them; what is in it is theirs alone."""

    fields: ClassVar = ["user", "status", "size", "asked_at", "ready_at", "expires_at"]
    list_display: ClassVar = ["user", "status", "size", "asked_at", "ready_at", "expires_at"]
    list_filter: ClassVar = ["status"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["user__username"]
    show_full_result_count = False


@admin.register(LinkRequest)
class LinkRequestAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Links that wait to be mailed: more than a few mean that no worker runs."""

    list_display: ClassVar = ["purpose", "asked_at"]
    list_filter: ClassVar = ["purpose"]
    search_fields: ClassVar = ["email"]
    show_full_result_count = False
