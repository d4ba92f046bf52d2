"""Accounts: how someone of the personnel proves who they are: password, passkey, one-time code, session."""
