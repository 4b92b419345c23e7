from django.urls import path

from nexus.kernel.oauth.rest.views import (
    Authorization,
    AuthorizationList,
    ClientDetail,
    ClientList,
    ClientSecret,
)

urlpatterns = [
    path("oauth-clients/", ClientList.as_view()),
    path("oauth-clients/<uuid:client_id>/", ClientDetail.as_view()),
    path("oauth-clients/<uuid:client_id>/secret/", ClientSecret.as_view()),
    path("oauth-authorizations/", AuthorizationList.as_view()),
    path("oauth-authorizations/<uuid:client_id>/", Authorization.as_view()),
]
