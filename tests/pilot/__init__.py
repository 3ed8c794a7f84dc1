"""The pilot of 2021 from the first letter to the recognition, played on real parts by
the calendar of that time.
"""
