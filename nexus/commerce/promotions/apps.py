from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    """What makes an order cheaper: coupons."""

    name = "nexus.commerce.promotions"
    verbose_name = "Promotions"
