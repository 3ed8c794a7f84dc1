"""The texts of mails that staff edit in the spreadsheet, and publish here."""
