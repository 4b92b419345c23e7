from django.urls import path

from nexus.kernel.accounts.rest.addresses import AddressDetail, AddressList
from nexus.kernel.accounts.rest.leaving import (
    Deactivation,
    ErasureCancel,
    ErasureList,
    ExportDetail,
    ExportFile,
    ExportList,
)
from nexus.kernel.accounts.rest.own import Avatar, ChangeEmail, PendingEmail, RoleDetail, Roles
from nexus.kernel.accounts.rest.views import Profile, UserDetail, UserList

urlpatterns = [
    path("auth/profile/", Profile.as_view()),
    path("auth/profile/avatar/", Avatar.as_view()),
    path("auth/email/", ChangeEmail.as_view()),
    path("auth/email/pending/", PendingEmail.as_view()),
    path("auth/roles/", Roles.as_view()),
    path("auth/roles/<slug:role>/", RoleDetail.as_view()),
    path("auth/addresses/", AddressList.as_view()),
    path("auth/addresses/<uuid:address_id>/", AddressDetail.as_view()),
    path("auth/exports/", ExportList.as_view()),
    path("auth/exports/<uuid:export_id>/", ExportDetail.as_view()),
    path("auth/exports/<uuid:export_id>/file/", ExportFile.as_view()),
    path("auth/deactivate/", Deactivation.as_view()),
    path("auth/erasure/", ErasureList.as_view()),
    path("auth/erasure/cancel/", ErasureCancel.as_view()),
    path("users/", UserList.as_view()),
    path("users/<uuid:user_id>/", UserDetail.as_view()),
]
