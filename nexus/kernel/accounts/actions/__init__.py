from nexus.kernel.accounts.actions.addressing import (
    AddressFields,
    add_address,
    address_to_use,
    delete_address,
    update_address,
)
from nexus.kernel.accounts.actions.avatars import remove_avatar, set_avatar
from nexus.kernel.accounts.actions.changing import (
    AccountFields,
    change_address,
    deactivate_account,
    delete_account,
    give_up_role,
    take_role,
    update_account,
)
from nexus.kernel.accounts.actions.erasing import ask_for_erasure, erase_if_due, take_erasure_back
from nexus.kernel.accounts.actions.exporting import ask_for_export, exported, make_export
from nexus.kernel.accounts.actions.linking import answer_link_request, ask_for_link
from nexus.kernel.accounts.actions.mailboxes import drop_pending_address
from nexus.kernel.accounts.actions.opening import Particulars, Registration, open_account
from nexus.kernel.accounts.actions.sweeping import erase_what_is_due, sweep_never_used, sweep_old_requests

__all__ = [
    "AccountFields",
    "AddressFields",
    "Particulars",
    "Registration",
    "add_address",
    "address_to_use",
    "answer_link_request",
    "ask_for_erasure",
    "ask_for_export",
    "ask_for_link",
    "change_address",
    "deactivate_account",
    "delete_account",
    "delete_address",
    "drop_pending_address",
    "erase_if_due",
    "erase_what_is_due",
    "exported",
    "give_up_role",
    "make_export",
    "open_account",
    "remove_avatar",
    "set_avatar",
    "sweep_never_used",
    "sweep_old_requests",
    "take_erasure_back",
    "take_role",
    "update_account",
    "update_address",
]
