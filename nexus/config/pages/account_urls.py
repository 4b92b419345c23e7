"""The account's own pages: allauth's, and for a link that was cut short what one that ran out leads to."""

from allauth.account.views import password_reset_from_key
from django.urls import include, path

urlpatterns = [
    path("", include("allauth.urls")),
    path("password/reset/key/<path:key>/", password_reset_from_key, {"uidb36": "0"}),
]
