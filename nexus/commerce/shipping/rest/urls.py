from django.urls import path

from nexus.commerce.shipping.rest.views import MethodDetail, MethodList, OwnMethods

urlpatterns = [
    path("shipping-methods/", MethodList.as_view()),
    path("shipping-methods/mine/", OwnMethods.as_view()),
    path("shipping-methods/<uuid:method_id>/", MethodDetail.as_view()),
]
