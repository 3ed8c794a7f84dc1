"""What people wrote, understood: one reading, or the reason why there is none."""
