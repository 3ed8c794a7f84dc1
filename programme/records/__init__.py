"""Records as rules, pages and mails see them."""
