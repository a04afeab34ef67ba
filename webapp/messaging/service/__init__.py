"""What messaging does: tell, make letters, keep the outbox, forget."""
