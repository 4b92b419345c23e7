from django.urls import path

from nexus.jobs.applications.rest.views import (
    ApplicationApply,
    ApplicationDetail,
    ApplicationList,
    ApplicationStatusView,
    ApplicationWithdraw,
    EmployerApplications,
    SeekerApplications,
)

urlpatterns = [
    path("applications/", ApplicationList.as_view()),
    path("applications/apply/", ApplicationApply.as_view()),
    path("applications/seeker/", SeekerApplications.as_view()),
    path("applications/employer/", EmployerApplications.as_view()),
    path("applications/<int:application_id>/", ApplicationDetail.as_view()),
    path("applications/<int:application_id>/withdraw/", ApplicationWithdraw.as_view()),
    path("applications/<int:application_id>/status/", ApplicationStatusView.as_view()),
]
