from django.urls import path

from nexus.commerce.taxes.rest.views import TaxRuleDetail, TaxRuleList

urlpatterns = [
    path("tax-rules/", TaxRuleList.as_view()),
    path("tax-rules/<uuid:rule_id>/", TaxRuleDetail.as_view()),
]
