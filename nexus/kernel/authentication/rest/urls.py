from django.urls import path

from nexus.kernel.authentication.rest.accounts import (
    AskForReset,
    ChangePassword,
    ConfirmEmail,
    ResendConfirmation,
    Reset,
)
from nexus.kernel.authentication.rest.factors import (
    ConfirmTotp,
    Factors,
    Passkey,
    PasskeyOptions,
    Passkeys,
    RecoveryCodes,
    Totp,
)
from nexus.kernel.authentication.rest.second_step import (
    ChallengeOptions,
    MeetChallenge,
    MeetChallengeBare,
    PasskeyLogin,
    PasskeyLoginOptions,
)
from nexus.kernel.authentication.rest.sessions import Confirm, OneSignIn, SignIns, SignOutEverywhere
from nexus.kernel.authentication.rest.views import (
    LogIn,
    LogOut,
    Refresh,
    RefreshBare,
    Register,
    TakeToken,
    Verify,
)

urlpatterns = [
    path("auth/register/", Register.as_view()),
    path("users/register/", Register.as_view()),
    path("auth/login/", LogIn.as_view()),
    path("auth/login/mfa/", MeetChallenge.as_view()),
    path("auth/login/mfa/options/", ChallengeOptions.as_view()),
    path("auth/login/passkey/", PasskeyLogin.as_view()),
    path("auth/login/passkey/options/", PasskeyLoginOptions.as_view()),
    path("auth/factors/", Factors.as_view()),
    path("auth/totp/", Totp.as_view()),
    path("auth/totp/confirm/", ConfirmTotp.as_view()),
    path("auth/recovery-codes/", RecoveryCodes.as_view()),
    path("auth/passkeys/", Passkeys.as_view()),
    path("auth/passkeys/options/", PasskeyOptions.as_view()),
    path("auth/passkeys/<int:passkey_id>/", Passkey.as_view()),
    path("auth/confirm/", Confirm.as_view()),
    path("auth/sessions/", SignIns.as_view()),
    path("auth/sessions/<str:sign_in_id>/", OneSignIn.as_view()),
    path("auth/logout/everywhere/", SignOutEverywhere.as_view()),
    path("auth/logout/", LogOut.as_view()),
    path("auth/refresh/", Refresh.as_view()),
    path("auth/email/confirm/", ConfirmEmail.as_view()),
    path("auth/email/resend/", ResendConfirmation.as_view()),
    path("auth/password/", ChangePassword.as_view()),
    path("auth/password/reset/", AskForReset.as_view()),
    path("auth/password/reset/confirm/", Reset.as_view()),
    path("token/", TakeToken.as_view()),
    path("token/mfa/", MeetChallengeBare.as_view()),
    path("token/refresh/", RefreshBare.as_view()),
    path("token/verify/", Verify.as_view()),
]
