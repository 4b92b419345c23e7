from django.urls import path

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
    path("auth/logout/", LogOut.as_view()),
    path("auth/refresh/", Refresh.as_view()),
    path("token/", TakeToken.as_view()),
    path("token/refresh/", RefreshBare.as_view()),
    path("token/verify/", Verify.as_view()),
]
