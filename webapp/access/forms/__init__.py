"""The questions that the section asks, one subject a module."""
