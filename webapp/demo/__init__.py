"""The believable demo provider."""
