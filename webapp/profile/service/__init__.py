"""What a user may change about himself."""
