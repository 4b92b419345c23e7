from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who exists."""

    name = "nexus.kernel.accounts"
    verbose_name = "Accounts"
