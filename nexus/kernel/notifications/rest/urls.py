from django.urls import path

from nexus.kernel.notifications.rest import views

urlpatterns = [
    path("notifications/", views.NotificationList.as_view()),
    path("notifications/counts/", views.NotificationCounts.as_view()),
    path("notifications/preferences/", views.Preferences.as_view()),
    path("notifications/read-all/", views.NotificationsRead.as_view()),
    path("notifications/<uuid:notification_id>/", views.NotificationDetail.as_view()),
    path("notifications/<uuid:notification_id>/read/", views.NotificationRead.as_view()),
]
