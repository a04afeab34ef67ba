"""User settings: phone, name, interface language, time zone."""
