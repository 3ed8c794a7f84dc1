"""What the journal keeps of single cells."""
