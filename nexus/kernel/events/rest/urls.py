from django.urls import path

from nexus.kernel.events.rest.views import EventList

urlpatterns = [path("events/", EventList.as_view())]
