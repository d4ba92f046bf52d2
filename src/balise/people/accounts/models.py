"""An account: an e-mail address, and what proves that someone is its owner. `people.Staff` says who."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:  # noqa: ANN401  any field of the model
        """Make an account. Without a password it opens nothing until its owner chooses one."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What someone signs in with. No right hangs on it: `people.access` is asked about its person."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            # So that the index of the unique address serves, and no two differ by a capital only.
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="accounts_account_email_in_lower_case"
            )
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"


class SharedMemory(models.Model):
    """The table of Django's cache, where all processes count attempts and remember the codes already used.

    A memory of each process would let a code be used once in each of them. The columns are those that
    `django.core.cache.backends.db` expects.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_shared_memory"

    def __str__(self) -> str:
        return self.cache_key
