"""What the texts of the job board must hold to, through whichever door they come."""

from django.core.validators import (
    MinValueValidator,
    ProhibitNullCharactersValidator,
    URLValidator,
)

no_nul = ProhibitNullCharactersValidator()
web_address = URLValidator(
    schemes=["http", "https"], message="Give a link that begins with https:// or http://."
)
not_negative = MinValueValidator(0, "A salary can't be negative.")
