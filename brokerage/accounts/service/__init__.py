"""Every write of accounts, by journey."""

from brokerage.accounts.service.sign_ins import sign_in_without_password

__all__ = ["sign_in_without_password"]
