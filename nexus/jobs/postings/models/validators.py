"""What the texts of the job board must hold to, through whichever door they come."""

from django.core.validators import (
    MinValueValidator,
    ProhibitNullCharactersValidator,
    RegexValidator,
    URLValidator,
)

no_nul = ProhibitNullCharactersValidator()
web_address = URLValidator(
    schemes=["http", "https"], message="Give a link that begins with https:// or http://."
)
currency_code = RegexValidator(r"\A[A-Z]{3}\Z", "Give the currency as its three-letter code, such as USD.")
not_negative = MinValueValidator(0, "A salary can't be negative.")
