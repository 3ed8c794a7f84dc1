"""The outbox: messages, on whose way out they are, and what holds them."""
