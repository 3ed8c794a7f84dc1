"""A web server for any WSGI application that strangers cannot stop: waitress with
deadlines, spooled bodies and a drain.

It stands alone: nothing of ours is imported here, and `python -m serve`
loads the application by name.
"""
