"""What invented people and organisations are called."""

from networks.models import Organisation


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    "Ada Aisha Alan Amara Anil Beth Bilal Callum Carys Chloe Daniel Dev Efua Eleri Emma Farah "
    "Finn Grace Hana Hugo Imani Ines Jack Jaya Kemi Kofi Layla Leo Maeve Mina Musa Nadia Nia "
    "Noor Oscar Pearl Priya Rafe Rosa Sana Seth Tariq Tess Uma Vera Will Yusuf Zainab Zofia"
)
LAST = _words(
    "Abbot Adeyemi Ahmed Archer Bailey Banerjee Bell Brook Carter Chowdhury Cole Costa Dale "
    "Das Dunn Evans Farrow Fisher Gill Grant Hale Hassan Hill Hughes Islam Jones Joshi Kaur "
    "Khan Lane Lowe Malik Marsh Mensah Moss Nair Nowak Okoro Owen Park Patel Price Quinn Reid "
    "Rowe Shah Shaw Singh Stone Tan Turner Vale Wade Ward Webb West Wilde Wood Yates Young"
)
PLACES = _words(
    "Ashbourne Barrowdene Calderwick Danesfield Elmstead Fernhurst Glenmere Hollinbrook "
    "Inglewold Jessamy Kettlewick Larkfield Marlinghurst Netherby Oakhanger Penmoor "
    "Quarrington Ravensby Saltmere Thornwick Underhill Valebridge Wainford Yewdale"
)
KINDS = (
    (Organisation.Kind.ACUTE, "Hospitals"),
    (Organisation.Kind.MENTAL_HEALTH, "Mental Health"),
    (Organisation.Kind.COMMUNITY, "Community Care"),
    (Organisation.Kind.PRIMARY_CARE, "Surgery"),
    (Organisation.Kind.CARE_HOME, "House"),
)


def full_name(n: int) -> str:
    """The name of the person of a number; names come back after some thousands."""
    return f"{FIRST[n % len(FIRST)]} {LAST[n // len(FIRST) % len(LAST)]}"
