"""What an operator types about mail: what would go, what waits, what came back."""
