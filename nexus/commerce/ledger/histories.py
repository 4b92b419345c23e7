"""What is kept of the site's commission and of where sellers are paid to; entries tell of themselves."""

from nexus.commerce.ledger.models import CommissionRate, PayoutAccount
from nexus.kernel.audit.keeping import History, keep_history

keep_history(
    History("commission", CommissionRate, ("category_id", "rate")),
    # Never the number or its holder, which are encrypted.
    History("payout_account", PayoutAccount, ("country", "ending", "bic")),
)
