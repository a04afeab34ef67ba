"""What people are told: notifications, the letters made of them, and how those are delivered."""
