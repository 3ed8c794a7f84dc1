"""What holds mails back: alarms, pauses, ceilings, addresses that want none."""
