from django.urls import path

from nexus.kernel.notifications.rest.unsubscribing import unsubscribe_page

urlpatterns = [path("notifications/unsubscribe/<str:token>/", unsubscribe_page, name="unsubscribe")]
