from django.urls import path

from nexus.commerce.stores.rest.views import MemberDetail, MemberList, OwnStore, StoreDetail

urlpatterns = [
    path("stores/<uuid:store_id>/", StoreDetail.as_view()),
    path("store/", OwnStore.as_view()),
    path("store/members/", MemberList.as_view()),
    path("store/members/<uuid:member_id>/", MemberDetail.as_view()),
]
