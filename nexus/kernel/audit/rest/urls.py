from django.urls import path

from nexus.kernel.audit.rest.views import ChangeList, SecurityEventList, ThingHistory

urlpatterns = [
    path("audit/security-events/", SecurityEventList.as_view()),
    path("audit/changes/", ChangeList.as_view()),
    path("audit/history/<str:kind>/<str:thing_id>/", ThingHistory.as_view()),
]
