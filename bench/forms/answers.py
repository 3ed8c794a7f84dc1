"""Fifteen answers of about 1.5 KB, as the shipped form for towns asks them."""

ANSWERS = {
    "name": "San Isidro de la Loma",
    "country": "Ecuador",
    "population": "24000",
    "why": "Porque nuestras cooperativas venden café, cacao y panela, y las escuelas ya los sirven. "
    * 20,
    "contact_name": "Ana Pérez",
    "contact_address": "Sra.",
    "contact_office": "Secretaria del concejo",
    "contact_email": "ana@example.org",
    "contact_phone": "+593991234567",
    "contact_language": "es",
    "mayor_name": "Rosa Guamán",
    "mayor_address": "Sra. alcaldesa",
    "mayor_email": "alcaldia@example.org",
    "publication-given": "y",
    "consent-given": "y",
}
