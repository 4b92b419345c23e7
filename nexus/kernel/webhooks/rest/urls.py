from django.urls import path

from nexus.kernel.webhooks.rest.deliveries import DeliveryDetails, DeliveryList, DeliveryResend
from nexus.kernel.webhooks.rest.views import (
    EndpointDetail,
    EndpointList,
    EndpointPause,
    EndpointReplay,
    EndpointResume,
    EndpointSecret,
    EndpointTest,
    EventList,
)

urlpatterns = [
    path("webhooks/", EndpointList.as_view()),
    path("webhooks/events/", EventList.as_view()),
    path("webhooks/<uuid:endpoint_id>/", EndpointDetail.as_view()),
    path("webhooks/<uuid:endpoint_id>/pause/", EndpointPause.as_view()),
    path("webhooks/<uuid:endpoint_id>/resume/", EndpointResume.as_view()),
    path("webhooks/<uuid:endpoint_id>/secret/", EndpointSecret.as_view()),
    path("webhooks/<uuid:endpoint_id>/test/", EndpointTest.as_view()),
    path("webhooks/<uuid:endpoint_id>/replay/", EndpointReplay.as_view()),
    path("webhooks/<uuid:endpoint_id>/deliveries/", DeliveryList.as_view()),
    path("webhooks/<uuid:endpoint_id>/deliveries/<uuid:delivery_id>/", DeliveryDetails.as_view()),
    path("webhooks/<uuid:endpoint_id>/deliveries/<uuid:delivery_id>/resend/", DeliveryResend.as_view()),
]
