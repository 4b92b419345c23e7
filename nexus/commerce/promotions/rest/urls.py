from django.urls import path

from nexus.commerce.promotions.rest.views import CouponDetail, CouponList

urlpatterns = [
    path("coupons/", CouponList.as_view()),
    path("coupons/<uuid:coupon_id>/", CouponDetail.as_view()),
]
