"""One class a type of value: what people write, what a cell holds, what a page shows.

A new type is one new file in types/.
"""
