"""What the marketplace and the job board go by: currencies, taxes, holds, notices, payments."""

from nexus.config.settings.reading import Env

env = Env()

# The currency of a price that names none.
DEFAULT_CURRENCY = env.currency("NEXUS_CURRENCY", default="USD")

# Who says what currencies are worth: `table` (a JSON file; without one, rounded rates to try it with), `ecb`
# (the European Central Bank), or the path of a class of the site's own.
EXCHANGE_RATES = env.str("NEXUS_EXCHANGE_RATES", default="table")
EXCHANGE_RATES_FILE = env.str("NEXUS_EXCHANGE_RATES_FILE", default="")
EXCHANGE_RATES_URL = env.str(
    "NEXUS_EXCHANGE_RATES_URL", default="https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
)
# The bank rests at week-ends and on holidays: five days pass between its rates around Easter.
EXCHANGE_RATES_STALE_DAYS = env.number("NEXUS_EXCHANGE_RATES_STALE_DAYS", default=5, least=1)

# Who says what the taxes are: `table` is the rules in the back office; others are registered in code.
TAX_CALCULATOR = env.str("NEXUS_TAX_CALCULATOR", default="table")

# On, a new product or job waits for an administrator's review before the public sees it.
NEXUS_REVIEW = env.flag("NEXUS_REVIEW", default=False)

# How many days before its closing date an employer is told that a job closes; 0 tells nobody.
NEXUS_JOB_NOTICE_DAYS = env.number("NEXUS_JOB_NOTICE_DAYS", default=3)

# How long an order's things are held while it isn't paid.
NEXUS_HOLD_MINUTES = env.number("NEXUS_HOLD_MINUTES", default=15, least=1)

# For how many days after their arrival a customer may ask to give things back.
NEXUS_RETURN_DAYS = env.number("NEXUS_RETURN_DAYS", default=30)

# From how many pieces left downwards a store is told that stock runs low.
NEXUS_LOW_STOCK = env.number("NEXUS_LOW_STOCK", default=5)

# Percent of each sale that the site keeps, where neither the store nor the category has a rate of its own.
NEXUS_COMMISSION_PERCENT = env.str("NEXUS_COMMISSION_PERCENT", default="10")

# TrueType fonts for letters on invoices that Nexus has no font for, in the order in which they are asked.
INVOICE_FONTS = env.words("NEXUS_INVOICE_FONTS")

# With whom customers may pay: sandbox, stripe. A production site has to name them.
PAYMENT_PROVIDERS = env.words("NEXUS_PAYMENT_PROVIDERS")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = "https://api.stripe.com"
