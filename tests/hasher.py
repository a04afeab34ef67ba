"""The real hasher, observed."""

from argon2 import PasswordHasher

from webapp.core import passwords


class Observed(PasswordHasher):
    """Hashes as ever, and notes how often."""

    def __init__(self, real: PasswordHasher = passwords._hasher) -> None:
        super().__init__(real.time_cost, real.memory_cost, real.parallelism)
        self.verified = self.hashed = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - its name
        self.verified += 1
        return super().verify(hash, password)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.hashed += 1
        return super().hash(password, salt=salt)
