"""Pages to be printed or kept: an empty form and the answers that were sent, as PDF."""
