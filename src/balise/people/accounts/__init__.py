"""Accounts: how someone of the personnel proves who they are; passwords, passkeys, one-time codes, sessions."""
