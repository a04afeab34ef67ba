"""What sign-in does: lets people in, helps those who forgot, opens accounts."""

from webapp.sign_in.service.signing_in import Admission, finish, resume, sign_in, waiting

__all__ = ["Admission", "finish", "resume", "sign_in", "waiting"]
