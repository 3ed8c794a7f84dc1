"""Who may enter: signing in and out, devices, roles, and the log of what was done."""
