"""What can be done with users, accounts, seats and sessions."""
