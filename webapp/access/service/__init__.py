"""What a user may do about the ways in to his account."""
