"""What the rules last said of records."""
