from nexus.kernel.authentication.actions.confirming import begin_confirming, confirm
from nexus.kernel.authentication.actions.factors import (
    begin_totp,
    confirm_totp,
    factors,
    new_recovery_codes,
    remove_totp,
    take_others_factor,
)
from nexus.kernel.authentication.actions.keys import publish_key, retire_key, sign_with
from nexus.kernel.authentication.actions.mailboxes import vouch_for_address
from nexus.kernel.authentication.actions.passkeys import (
    add_passkey,
    begin_passkey,
    remove_passkey,
    rename_passkey,
)
from nexus.kernel.authentication.actions.sessions import (
    end_others_sign_in,
    end_sign_in,
    end_sign_ins,
    sign_ins,
    sign_out_everywhere,
)
from nexus.kernel.authentication.actions.signing_in import (
    begin_passkey_sign_in,
    meet_challenge,
    passkey_for_challenge,
    register,
    sign_in,
    sign_in_by_passkey,
)
from nexus.kernel.authentication.actions.tokens import (
    Tokens,
    check_token,
    issue_tokens,
    refresh_tokens,
    sign_out,
)

__all__ = [
    "Tokens",
    "add_passkey",
    "begin_confirming",
    "begin_passkey",
    "begin_passkey_sign_in",
    "begin_totp",
    "check_token",
    "confirm",
    "confirm_totp",
    "end_others_sign_in",
    "end_sign_in",
    "end_sign_ins",
    "factors",
    "issue_tokens",
    "meet_challenge",
    "new_recovery_codes",
    "passkey_for_challenge",
    "publish_key",
    "refresh_tokens",
    "register",
    "remove_passkey",
    "remove_totp",
    "rename_passkey",
    "retire_key",
    "sign_in",
    "sign_in_by_passkey",
    "sign_ins",
    "sign_out",
    "sign_out_everywhere",
    "sign_with",
    "take_others_factor",
    "vouch_for_address",
]
