"""Chance that falls the same way on every fill."""

import random


def chance(*names: object) -> random.Random:
    """Return the dice of a subject: ``chance("tickets", client_id)``."""
    return random.Random(" ".join(map(str, names)))  # noqa: S311 - nothing here is a secret
