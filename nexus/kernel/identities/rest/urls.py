from django.urls import path

from nexus.kernel.identities.rest.views import (
    FinishSignIn,
    IdentityDetail,
    IdentityList,
    ProviderList,
    StartConnecting,
    StartSignIn,
)

urlpatterns = [
    path("auth/providers/", ProviderList.as_view()),
    path("auth/providers/<slug:provider_id>/start/", StartSignIn.as_view()),
    path("auth/providers/<slug:provider_id>/finish/", FinishSignIn.as_view()),
    path("auth/identities/", IdentityList.as_view()),
    path("auth/identities/start/", StartConnecting.as_view()),
    path("auth/identities/<int:identity_id>/", IdentityDetail.as_view()),
]
