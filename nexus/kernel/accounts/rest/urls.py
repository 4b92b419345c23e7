from django.urls import path

from nexus.kernel.accounts.rest.views import Profile, UserDetail, UserList

urlpatterns = [
    path("auth/profile/", Profile.as_view()),
    path("users/", UserList.as_view()),
    path("users/<uuid:user_id>/", UserDetail.as_view()),
]
