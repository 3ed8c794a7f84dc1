"""A server that speaks the Google Sheets v4 and Drive v3 REST
API, with a page for people.

It knows nothing of the rest of the project, as a stranger's server would.
"""
