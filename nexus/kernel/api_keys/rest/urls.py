from django.urls import path

from nexus.kernel.api_keys.rest.views import ApiKeyDetail, ApiKeyList

urlpatterns = [
    path("api-keys/", ApiKeyList.as_view()),
    path("api-keys/<uuid:key_id>/", ApiKeyDetail.as_view()),
]
