"""Where clients look first; read when somebody first asks."""

from django.urls import path

from nexus.kernel.oauth.pages import discovery

urlpatterns = [
    path("openid-configuration", discovery),
    path("oauth-authorization-server", discovery),
]
