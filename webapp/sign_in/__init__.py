"""Signing in and out, and moving between accounts: /login /logout /switch /forgot /not-me."""
