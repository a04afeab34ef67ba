"""Who is here and what they may do. No pages, no mail."""
