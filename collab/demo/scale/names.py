"""What invented people and organisations are called."""

from django.utils.text import slugify

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
AREAS = _words("BA BS B CB DH E EX GL LS M NE NW OX PL RG S SE SO TR YO")
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


def email_of(n: int) -> str:
    """The address with which the person of a number signs in."""
    return f"{slugify(full_name(n))}.{n}@scale.example"


def postcode(n: int) -> str:
    """Where the organisation of a number is."""
    return f"{AREAS[n % len(AREAS)]}{1 + n // len(AREAS) % 20} {n % 9 + 1}AB"
