"""A form that is filled in as it should be."""

ANSWERS = {
    "name": "Santa Rosa",
    "country": "Ecuador",
    "why": "Porque sim.",
    "contact_name": "Ana",
    "contact_office": "Secretaria",
    "contact_email": "ana@example.org",
    "contact_language": "pt",
    "mayor_name": "Rosa",
    "consent": "y",
}
