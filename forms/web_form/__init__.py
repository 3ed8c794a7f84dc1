"""A programme's form as a WTForms class: its fields, what they are called, and the
token against forged requests.
"""
