"""From the outbox to the channels: send, quota, suppression."""
