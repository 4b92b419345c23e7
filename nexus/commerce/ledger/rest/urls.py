from django.urls import path

from nexus.commerce.ledger.rest.accounts import PayoutAccountDetail
from nexus.commerce.ledger.rest.balances import Adjustments, Balance, Statement
from nexus.commerce.ledger.rest.payouts import (
    BatchDetail,
    BatchFile,
    BatchList,
    BatchSend,
    BatchSettle,
    BatchSkips,
    PayoutDetail,
    PayoutFailure,
    PayoutList,
)

urlpatterns = [
    path("balance/", Balance.as_view()),
    path("statement/", Statement.as_view()),
    path("adjustments/", Adjustments.as_view()),
    path("payout-account/", PayoutAccountDetail.as_view()),
    path("payouts/", PayoutList.as_view()),
    path("payouts/<uuid:payout_id>/", PayoutDetail.as_view()),
    path("payouts/<uuid:payout_id>/fail/", PayoutFailure.as_view()),
    path("payout-batches/", BatchList.as_view()),
    path("payout-batches/<uuid:batch_id>/", BatchDetail.as_view()),
    path("payout-batches/<uuid:batch_id>/skipped/", BatchSkips.as_view()),
    path("payout-batches/<uuid:batch_id>/file/", BatchFile.as_view()),
    path("payout-batches/<uuid:batch_id>/send/", BatchSend.as_view()),
    path("payout-batches/<uuid:batch_id>/settle/", BatchSettle.as_view()),
]
