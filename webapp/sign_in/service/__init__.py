"""What sign-in does: lets people in, helps those who forgot, opens accounts."""

from webapp.sign_in.service.signing_in import finish, sign_in

__all__ = ["finish", "sign_in"]
