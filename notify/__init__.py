"""From records and rules to the outbox: plan, guard, render, forecast."""
