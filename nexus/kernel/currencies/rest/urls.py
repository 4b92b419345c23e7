from django.urls import path

from nexus.kernel.currencies.rest.views import ConvertMoney, ExchangeRateList

urlpatterns = [
    path("exchange-rates/", ExchangeRateList.as_view()),
    path("exchange-rates/convert/", ConvertMoney.as_view()),
]
