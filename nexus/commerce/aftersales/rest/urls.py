from django.urls import path

from nexus.commerce.aftersales.rest.cancels import OrderCancel, SaleCancel
from nexus.commerce.aftersales.rest.figures import SalesFiguresView
from nexus.commerce.aftersales.rest.refunds import OrderRefunds, SaleRefunds
from nexus.commerce.aftersales.rest.returns import (
    OrderReturns,
    OwnReturns,
    ReturnApprove,
    ReturnDetail,
    ReturnReceive,
    ReturnReject,
    ReturnWithdraw,
    SaleReturns,
)

urlpatterns = [
    path("orders/<uuid:order_id>/cancel/", OrderCancel.as_view()),
    path("orders/<uuid:order_id>/refunds/", OrderRefunds.as_view()),
    path("orders/<uuid:order_id>/returns/", OrderReturns.as_view()),
    path("sales/figures/", SalesFiguresView.as_view()),
    path("sales/returns/", SaleReturns.as_view()),
    path("sales/<uuid:part_id>/cancel/", SaleCancel.as_view()),
    path("sales/<uuid:part_id>/refunds/", SaleRefunds.as_view()),
    path("returns/", OwnReturns.as_view()),
    path("returns/<uuid:return_id>/", ReturnDetail.as_view()),
    path("returns/<uuid:return_id>/approve/", ReturnApprove.as_view()),
    path("returns/<uuid:return_id>/reject/", ReturnReject.as_view()),
    path("returns/<uuid:return_id>/withdraw/", ReturnWithdraw.as_view()),
    path("returns/<uuid:return_id>/receive/", ReturnReceive.as_view()),
]
