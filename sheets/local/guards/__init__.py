"""What stands before the API: who may call, quota, faults, and Google's own
description of calls and answers.
"""
