from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.kit.ids import new_id

GUESTS_KEEP: Final = timedelta(days=30)


class CartQuerySet(models.QuerySet["Cart"]):
    """Carts, as those who carry them find theirs."""

    def of_customer(self, customer_id: UUID) -> CartQuerySet:
        """Keep an account's own."""
        return self.filter(customer=customer_id)

    def of_token(self, token: str) -> CartQuerySet:
        """Keep the guest's cart that this token opens: found by its hash, so no timing tells of others."""
        return self.filter(token_hash=_hashed(token))

    def abandoned(self) -> CartQuerySet:
        """Keep carts of guests that nobody has touched for a month."""
        return self.filter(customer__isnull=True, updated_at__lt=timezone.now() - GUESTS_KEEP)


class Cart(models.Model):
    """What someone is about to buy: an account's, or a guest's, whom an unguessable token stands for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="cart"
    )
    token_hash = models.BinaryField(
        max_length=32, null=True, unique=True, help_text="SHA-256 of the guest's token."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False) ^ Q(token_hash__isnull=False),
                name="cart_of_one_customer_or_guest",
            ),
        ]
        indexes = [
            models.Index(
                fields=["updated_at"], condition=Q(customer__isnull=True), name="cart_of_guest_by_age"
            )
        ]

    def __str__(self) -> str:
        return f"Cart {self.pk}"

    @classmethod
    def for_guest(cls) -> tuple[Cart, str]:
        """Begin a guest's cart, and give the token that opens it: it is known here only."""
        token = secrets.token_urlsafe(32)
        return cls.objects.create(token_hash=_hashed(token)), token

    def touch(self, now: datetime) -> None:
        """Note that someone still cares for it."""
        self.updated_at = now
        self.save(update_fields=["updated_at"])


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
