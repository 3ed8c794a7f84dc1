"""The list *Today*: what there is to do, by whom and since when.

The desk, the morning's mail and the first tab share it.
"""
