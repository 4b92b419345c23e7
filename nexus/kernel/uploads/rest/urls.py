from django.urls import path

from nexus.kernel.uploads.rest.views import picture

urlpatterns = [path("media/<path:name>", picture)]
