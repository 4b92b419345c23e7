from django.urls import path

from nexus.commerce.payments.rest.views import OrderPayments, PaymentConfirm, PaymentDetail, ProviderWebhook

urlpatterns = [
    path("orders/<uuid:order_id>/payments/", OrderPayments.as_view()),
    path("payments/<uuid:payment_id>/", PaymentDetail.as_view()),
    path("payments/<uuid:payment_id>/confirm/", PaymentConfirm.as_view()),
    path("payments/webhooks/<slug:provider>/", ProviderWebhook.as_view()),
]
