"""The endpoints of the protocol; read when somebody first asks for one of them."""

from django.urls import path
from oauth2_provider.views import IntrospectTokenView, RevokeTokenView

from nexus.kernel.oauth.pages import Consent, Tokens, UserInfo

urlpatterns = [
    path("authorize/", Consent.as_view(), name="oauth_authorize"),
    path("token/", Tokens.as_view(), name="oauth_token"),
    path("revoke/", RevokeTokenView.as_view()),
    path("introspect/", IntrospectTokenView.as_view()),
    path("userinfo/", UserInfo.as_view()),
]
