from django.urls import path

from nexus.jobs.postings.rest.views import (
    JobClose,
    JobCreate,
    JobDetail,
    JobList,
    JobPublish,
    JobReopen,
    OwnJobs,
)

urlpatterns = [
    path("jobs/", JobList.as_view()),
    path("jobs/create/", JobCreate.as_view()),
    path("jobs/mine/", OwnJobs.as_view()),
    path("jobs/<int:job_id>/", JobDetail.as_view()),
    path("jobs/<int:job_id>/close/", JobClose.as_view()),
    path("jobs/<int:job_id>/reopen/", JobReopen.as_view()),
    path("jobs/<int:job_id>/publish/", JobPublish.as_view()),
]
