"""The one language of conditions and computed values: it stands alone, and knows
nothing of tables or forms.
"""
