"""Names that a search must find, however they are written."""

import pytest

OF_PRODUCTS = [
    "Chef's Knife",
    "Merino T-Shirt",
    "Women's Rain Jacket",
    "Men's Shell",
    "Levi's 501 Jeans",
    "M&M's",
    "Model T Car",
    "Type-S Cable",
    "Don't Panic Towel",
    "A/C Adapter",
    "12V/5A Adapter",
    "50% Off Mug",
    "3-in-1 Charger",
    "3.5mm Cable",
    "1e5kg Crane",
    "Wi-Fi Router",
    "Crème Brûlée",
    "L'Oréal Shampoo",
    "ΟΔΟΣ Map",
    "İstanbul Plate",
    "Party Mug 🎉",
    "👩‍🍳 Apron",
    "Vitamin A",
    "The Who",
    "It",
    "T",
    "한국어 사전",
    "كتاب اللغة العربية",
    "日本語の本",
    "日本語" * 20,
    "Русский Самовар",
    "हिन्दी की किताब",
    "กระเป๋าสะพาย",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
    "one two three four five six seven eight nine ten",
]
OF_JOBS = [
    "Driver's Mate",
    "Node.js Engineer",
    "QA/Test Engineer",
    "C++ Developer",
    ".NET Engineer",
    "C# Engineer",
    "R&D Lead",
    "IT",
    "Software Engineer I",
    "Front-End Developer",
    "Ingénieur d'études",
    "Разработчик",
    "ソフトウェアエンジニア",
]


def typings(name: str) -> list[str]:
    """A name as it may be typed: as it stands, in lower case, with curly apostrophes."""
    return list(dict.fromkeys([name, name.lower(), name.replace("'", "\u2019")]))


of_products = pytest.mark.parametrize("name", OF_PRODUCTS)
of_jobs = pytest.mark.parametrize("name", OF_JOBS)
