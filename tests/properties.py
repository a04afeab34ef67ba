"""How property tests run: the same examples every time, and no clock decides."""

from hypothesis import HealthCheck, settings


def examples(count: int) -> settings:
    """Try a property with this many examples."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
