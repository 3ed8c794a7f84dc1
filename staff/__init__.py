"""Pages for coordinators, and the mailbox of the demonstration."""
