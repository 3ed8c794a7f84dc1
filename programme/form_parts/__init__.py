"""What a form is made of beside its questions: logic, pages, names in
expressions, filters and repeats.
"""
