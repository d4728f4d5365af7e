"""What people type about people, cleaned."""
