from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Upper
from django.utils import timezone

from nexus.commerce.promotions.models.uses import CouponUse
from nexus.commerce.stores.models import StoreRole, sellers_run_by
from nexus.kernel.database.filters import given
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS, NOTHING, fault_of_coins

_WHOLE: Final = 100  # percent
_at_least_once = MinValueValidator(1)
CODE = r"^[A-Za-z0-9_-]{3,40}\Z"
CODE_SENTENCE = "A code has 3 to 40 letters, digits, '-' or '_', such as SPRING-10."
VALUE_FITS = (
    "Give a percentage of more than 0 and at most 100, an amount of more than 0 with its currency, "
    "or 0 for free shipping."
)
MINIMUM_IN = "A minimum is an amount of 0 or more, and has a currency."
ONCE_AT_LEAST = "A limit is of one use at least; a coupon that nobody is to use is taken out of use."
ENDS_AFTER = "A coupon ends after it has started."


class CouponKind(models.TextChoices):
    """What a coupon takes off."""

    PERCENT = "percent", "Percent of the goods"
    AMOUNT = "amount", "A fixed amount off the goods"
    FREE_SHIPPING = "free_shipping", "Free shipping"


class CouponFilters(TypedDict, total=False):
    """What a list of coupons can be narrowed to; None leaves it as it is."""

    code: str | None
    seller: UUID | None
    is_active: bool | None


class CouponQuerySet(models.QuerySet["Coupon"]):
    """Coupons, as their owners and orders want them."""

    def run_by(self, actor: Actor) -> CouponQuerySet:
        """Keep those of the stores that the actor manages; every one as an administrator. Others see none."""
        if actor.is_admin:
            return self
        return self.filter(seller__in=sellers_run_by(actor, StoreRole.MANAGER))

    def with_code(self, code: str) -> CouponQuerySet:
        """Keep the one with this code, however it is spelt."""
        return self.annotate(known_as=Upper("code")).filter(known_as=code.strip().upper())

    def with_uses_of(self, user_id: UUID) -> CouponQuerySet:
        """Read with each how often an account has used it: `uses_of_user`."""
        uses = CouponUse.objects.filter(coupon=models.OuterRef("pk"), user=user_id).order_by()
        counted = uses.values("coupon").annotate(count=models.Count("*")).values("count")
        return self.annotate(uses_of_user=Coalesce(models.Subquery(counted), 0))

    def take_one_use(self, coupon_id: UUID, now: datetime) -> bool:
        """Count one use more where the coupon can be used at all; its row stays locked until the end."""
        usable = self.filter(
            Q(starts_at__isnull=True) | Q(starts_at__lte=now),
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            Q(most_uses__isnull=True) | Q(uses__lt=F("most_uses")),
            pk=coupon_id,
            is_active=True,
        )
        return usable.update(uses=F("uses") + 1) == 1

    def narrowed(self, **to: Unpack[CouponFilters]) -> CouponQuerySet:
        """Keep what fits all of the filters that are given."""
        code = to.pop("code", None)
        narrowed = self if code is None else self.with_code(code)
        return narrowed.filter(**given(to))

    def rows(self) -> models.QuerySet[Coupon, Any]:
        """Give plain rows with what the API shows of a coupon."""
        return self.values(
            "id",
            "code",
            "seller_id",
            "kind",
            "value",
            "currency",
            "minimum",
            "starts_at",
            "ends_at",
            "most_uses",
            "most_uses_per_user",
            "uses",
            "is_active",
            "created_at",
        )


class Coupon(models.Model):
    """A code that makes an order cheaper: at its seller's cost, or the site's where it names none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, validators=[RegexValidator(CODE, CODE_SENTENCE)])
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coupons",
        help_text="None: the site's own, for all sellers' goods.",
    )
    kind = models.CharField(max_length=13, choices=CouponKind.choices)
    value = models.DecimalField(
        max_digits=MAX_DIGITS,
        decimal_places=DECIMAL_PLACES,
        default=NOTHING,
        help_text="Percent, or an amount in `currency`.",
    )
    currency = models.CharField(max_length=3, blank=True, validators=[known_currency])
    minimum = models.DecimalField(
        max_digits=MAX_DIGITS,
        decimal_places=DECIMAL_PLACES,
        default=NOTHING,
        validators=[MinValueValidator(Decimal(0))],
        help_text="What the goods must cost at least.",
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    most_uses = models.PositiveIntegerField(
        null=True, blank=True, validators=[_at_least_once], help_text="None: no limit."
    )
    most_uses_per_user = models.PositiveIntegerField(null=True, blank=True, validators=[_at_least_once])
    uses = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CouponQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["seller", "created_at", "id"], name="coupon_of_seller_by_age")]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="coupon_code_once",
                violation_error_message="There is a coupon with this code already.",
            ),
            models.CheckConstraint(
                condition=Q(most_uses__isnull=True) | Q(uses__lte=F("most_uses")),
                name="coupon_never_overused",
                violation_error_message="It was used more often already: give a higher limit, or none.",
            ),
            models.CheckConstraint(
                condition=(Q(most_uses__isnull=True) | Q(most_uses__gt=0))
                & (Q(most_uses_per_user__isnull=True) | Q(most_uses_per_user__gt=0)),
                name="coupon_limits_above_zero",
                violation_error_message=ONCE_AT_LEAST,
            ),
            models.CheckConstraint(
                condition=Q(kind=CouponKind.PERCENT, value__gt=0, value__lte=100)
                | (Q(kind=CouponKind.AMOUNT, value__gt=0) & ~Q(currency=""))
                | Q(kind=CouponKind.FREE_SHIPPING, value=0),
                name="coupon_value_fits_its_kind",
                violation_error_message=VALUE_FITS,
            ),
            models.CheckConstraint(
                condition=Q(minimum=0) | (Q(minimum__gt=0) & ~Q(currency="")),
                name="coupon_minimum_has_a_currency",
                violation_error_message=MINIMUM_IN,
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="coupon_ends_after_it_starts",
                violation_error_message=ENDS_AFTER,
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Refuse terms that contradict each other, and coins that the currency doesn't have."""
        faults = {}
        if not self._value_fits():
            faults["value"] = VALUE_FITS
        if self.minimum > 0 and not self.currency:
            faults["minimum"] = MINIMUM_IN
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            faults["ends_at"] = ENDS_AFTER
        amounts = {"minimum": self.minimum} | (
            {"value": self.value} if self.kind == CouponKind.AMOUNT else {}
        )
        for name, amount in amounts.items():
            if fault := fault_of_coins(amount, self.currency):
                faults[name] = fault
        if faults:
            raise ValidationError(faults)

    def covers(self, seller_id: UUID, own: Collection[UUID] = ()) -> bool:
        """Tell whether it acts on this seller's goods; the site's on all but of those the buyer sells for."""
        return seller_id not in own if self.seller_id is None else self.seller_id == seller_id

    def obstacle(self, now: datetime) -> str:
        """Say why nobody can use it at this time; empty where one can."""
        if not self.is_active:
            return "This coupon is no longer in use."
        if self.starts_at and now < self.starts_at:
            return f"This coupon can be used from {self.starts_at:%Y-%m-%d %H:%M} UTC on."
        if self.ends_at and now >= self.ends_at:
            return f"This coupon ended on {self.ends_at:%Y-%m-%d %H:%M} UTC."
        if self.most_uses is not None and self.uses >= self.most_uses:
            return "This coupon has been used up."
        return ""

    def _value_fits(self) -> bool:
        if self.kind == CouponKind.PERCENT:
            return 0 < self.value <= _WHOLE
        return self.value > 0 and bool(self.currency) if self.kind == CouponKind.AMOUNT else self.value == 0
