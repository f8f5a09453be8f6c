"""Lines with and without identifiers, made of templates and values by a seeded generator.

The templates are of their own words, not of the detector's: they say how people in hospitals write.
NHS numbers are from the range that begins with 999, telephone numbers from Ofcom's range for drama,
postcodes from areas that do not exist; all names are invented.
"""

import random
from collections.abc import Callable, Iterator

from collab.base.security.screening import passes_modulus_11
from collab.base.security.screening.spans import words

EACH = 1_000
FIRST = words(
    """
    Agatha Bertram Celia Dunstan Edith Fergus Gwendolyn Horace Imelda Jethro Kezia Lionel
    """
)
LAST = words(
    """
    Pemberton Hythe Quillfeather Marlowe Okonkwo Brightwater Thackeray Featherstone Holloway
    Wintergreen Ashdown O’Rourke Lark-Meadow Prendergast Underhill
    """
)
FROM_ELSEWHERE = [
    *words("Élodie Özdemir Łukowska Nuñez Ångström Ćosić Иванова"),
    *("de Larkspur", "van Heron", "al-Marjani", "el Thistle", "D’Amberley", "von der Lind"),
]
TITLES = ["Mr", "Mrs", "Ms", "Miss", "Dr"]
STREETS = words(
    """
    Larkspur Foxglove Bramble Kestrel Marigold Thistle Juniper Heron
    """
)
THINGS = ["bed", "ward", "frame", "test", "catheter", "line", "chart", "score", "operation"]
KINDS_OF_STREET = words(
    """
    Close Road Street Avenue Lane Drive Crescent Terrace Gardens Grove
    """
)
MONTHS = words(
    """
    January February March April May June July August September October November December
    """
)
ORDINALS = words(
    """
    first second third fourth fifth ninth tenth twelfth fifteenth twentieth
    """
)
IN_WORDS = ["nineteen forty-one", "nineteen fifty", "nineteen thirty two", "two thousand and one"]


class Lines:
    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)  # the same lines on each run

    def one(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def digits(self, count: int) -> str:
        return "".join(self.chance.choice("0123456789") for _ in range(count))

    def letters(self, count: int) -> str:
        return "".join(self.chance.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(count))

    def name(self) -> str:
        last = self.chance.choice(LAST)
        return self.one(last, f"{self.chance.choice(FIRST)} {last}")

    def titled(self) -> str:
        """Somebody by title, in capitals or small letters too."""
        name = self.one(self.name(), self.name(), self.chance.choice(FROM_ELSEWHERE))
        title = self.chance.choice(TITLES)
        return self.one(
            f"{title} {name}",
            f"{title} {name}",
            f"{title} {name.upper()}",
            f"{title} {name}".upper(),
            f"{title} {name}".lower(),
            f"{title} {name.lower()}",
        )

    def valid_number(self) -> str:
        while True:
            nine = f"999{self.digits(6)}"
            for check in "0123456789":
                if passes_modulus_11(nine + check):
                    return nine + check

    def invalid_number(self) -> str:
        while True:
            number = f"{self.chance.randint(1, 9)}{self.digits(9)}"
            if not passes_modulus_11(number):
                return number

    def grouped(self, number: str) -> str:
        between = self.one("", " ", "-", ".", "\N{NO-BREAK SPACE}", "\N{EN DASH}", "\n", "\u200b")
        return between.join((number[:3], number[3:6], number[6:]))

    def day(self) -> str:
        day, month = self.chance.randint(1, 28), self.chance.randint(1, 12)
        year = self.chance.randint(1925, 2019)
        name = MONTHS[month - 1]
        return self.one(
            f"{day}/{month}/{year}",
            f"{day:02}.{month:02}.{year % 100:02}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"{day}th of {name}, {year}",
            f"{name} {day}, {year}",
            f"{day} {name[:3].lower()} {year % 100:02}",
            f"the {self.chance.choice(ORDINALS)} of {name} {self.chance.choice(IN_WORDS)}",
            f"{self.chance.choice(ORDINALS)} of {name} {year}",
        )

    def street(self) -> str:
        street = f"{self.chance.choice(STREETS)} {self.chance.choice(KINDS_OF_STREET)}"
        house = f"{self.chance.randint(1, 180)}{self.one('', '', 'a', 'B')}"
        return self.one(f"{house} {street}", f"Flat {self.chance.randint(1, 20)}, {house} {street}")

    def postcode(self) -> str:
        inward = f"{self.chance.randint(1, 9)}{self.one('ZZ', 'AB', 'DE', 'XY', 'LN')}"
        return f"{self.one('LS99', 'QX9', 'ZE4', 'BS98')}{self.one(' ', ' ', '')}{inward}"

    def mobile(self) -> str:
        number = f"07700 900{self.digits(3)}"
        return self.one(number, number.replace(" ", ""), f"+44 {number[1:]}")

    def landline(self) -> str:
        return self.one(f"01632 960{self.digits(3)}", f"020 7946 0{self.digits(3)}")


def nhs_number(a: Lines) -> str:
    number = a.grouped(a.valid_number())
    return a.one(
        f"The label read {number} and nobody looked twice.",
        f"NHS no. {number}: wrong chart.",
        f"Chart of {number} was in bed 4.",
        f"(NHS number {number})",
        f"Found {number}, then rang the ward.",
    )


def date_of_birth(a: Lines) -> str:
    day = a.day()
    return a.one(
        f"DOB {day}, seen at night.",
        f"Date of birth: {day}",
        f"She was born on {day} and lives alone.",
        f"d.o.b. {day}",
        f"An 84 year old, born {day}, fell twice.",
    )


def hospital_number(a: Lines) -> str:
    number = a.one(a.digits(7), f"{a.letters(1)}{a.digits(6)}", f"{a.letters(2)}{a.digits(7)}")
    return a.one(
        f"Hospital number {number} was on both charts.",
        f"MRN {number}, given twice.",
        f"MRN: {number}",
        f"Patient ID {number} did not match.",
        f"The unit no. {number} was read out.",
        f"casenote number {number} went missing",
    )


def national_insurance(a: Lines) -> str:
    number = f"{a.letters(2)}{a.digits(6)}{a.one(*'ABCD')}"
    spaced = f"{number[:2]} {number[2:4]} {number[4:6]} {number[6:8]} {number[8:]}"
    return a.one(
        f"NI number {number} on the form.",
        f"Her National Insurance number is {spaced}.",
        f"NINO: {number}",
        f"The card said {spaced}.",
    )


def person(a: Lines) -> str:
    name = a.name()
    return a.one(
        f"{a.one('Mr', 'Mrs', 'Ms', 'Miss', 'Master')} {name} fell from bed {a.digits(1)}.",
        f"We moved pt {name} to resus.",
        f"The patient, {name}, was not asked.",
        f"Patient {name} had no wristband.",
        f"Her daughter {name} had told us.",
        f"Resident {name} was found at 3am.",
        f"Baby {name} was weighed twice.",
        f"Staff nurse {name} signed the chart.",
        f"{a.one('Dr', 'Dr.', 'Prof')} {name} prescribed it.",
        f"{a.titled()} {a.one('in', 'of')} bed {a.digits(1)} {a.one('fell', 'was moved')}.",
        f"{a.titled()} on ward {a.digits(1)} fell.",
        f"{a.titled()}{a.one('’s', chr(39) + 's')} {a.one(*THINGS)} was out of reach.",
        f"{a.titled()} needed {a.one(*THINGS)} care.",
        f"Told {a.titled()} that the {a.one(*THINGS)} was changed.",
        f"pt {a.titled()} fell at {a.digits(1)}am",
        f"Patient: {a.chance.choice(LAST).upper()}, {a.chance.choice(FIRST)}",
        f"Patient name: {name}",
        f"Next of kin: {name}",
    )


def address(a: Lines) -> str:
    return a.one(
        f"She lives at {a.street()} with her son.",
        f"Discharged to {a.street()}.",
        f"Taken home to {a.street()}, where nobody was in.",
        f"Address: {a.street()}",
    )


def postcode(a: Lines) -> str:
    return a.one(
        f"Sent home to {a.postcode()} by taxi.",
        f"She lives in {a.postcode()}.",
        f"Next of kin at {a.postcode()}",
    )


def telephone(a: Lines) -> str:
    return a.one(
        f"Her daughter is on {a.mobile()}.",
        f"{a.mobile()} was never answered.",
        f"Home phone {a.landline()}",
        f"His wife (tel {a.landline()}) was not told.",
        f"Next of kin: {a.landline()}",
    )


def email(a: Lines) -> str:
    who = f"{a.chance.choice(FIRST)}.{a.chance.choice(LAST[:4])}".lower()
    begin = a.one("Write to", "It went to", "Her address is")
    return f"{begin} {who}@{a.one('mail', 'post')}.example."


def look_alike(a: Lines) -> str:
    """What hospitals write that looks like an identifier and is none."""
    ward = f"{a.one('Ward', 'ward', 'Bay', 'Theatre')} {a.digits(2)}"
    return a.one(
        f"Pump serial {a.invalid_number()} alarmed on {ward}.",
        f"Lot {a.letters(2)}{a.digits(6)}{a.letters(1)}, expires 11/2027.",
        f"(01)0{a.digits(13)}(17)27{a.digits(4)}(10){a.letters(2)}{a.digits(3)}",
        f"Datix W{a.digits(6)} and STEIS 2026/{a.digits(5)}.",
        f"Policy {a.letters(2)}{a.digits(2)} section {a.digits(1)}.{a.digits(1)} applies.",
        f"ODS code R{a.letters(1)}{a.digits(1)}, site R{a.letters(1)}{a.digits(1)}0{a.digits(1)}.",
        f"Bleep {a.digits(4)}, extension {a.landline()}.",
        f"The ward’s number is {a.landline()}.",
        f"Switchboard {a.landline()}, then ask for {ward}.",
        f"Dose 0.{a.digits(1)} mg/kg every {a.chance.randint(2, 9)} h, max {a.digits(4)} mg.",
        f"BP {a.digits(2)}/{a.digits(2)}, HR 1{a.digits(2)}, SpO2 9{a.digits(1)}%.",
        f"ISBN 978-1-{a.digits(4)}-{a.digits(4)}-{a.digits(1)}.",
        f"Reviewed on {a.chance.randint(1, 28)} {a.chance.choice(MONTHS)} 2026.",
        f"We meet on {a.chance.randint(1, 28)}/{a.chance.randint(1, 12)}/2026 in {ward}.",
        f"{ward} went from {a.digits(2)} falls to {a.digits(1)} in {a.chance.choice(MONTHS)}.",
        "Patient Safety Fellows met the Patient Experience Team.",
        f"Nurse in charge was told at {a.digits(1)}am.",
        f"Sister on {ward} keeps the list.",
        f"The {a.chance.choice(MONTHS)} rota had gaps on {ward}.",
        f"Parkinson disease medicines were late on {ward}.",
        f"The {a.one('Whipple', 'Swan-Ganz', 'Foley')} {a.one('line', 'score', 'list')}.",
        f"Severnside Hospital, {a.digits(2)} Infirmary Road, {a.postcode()}.",
        f"{a.one('mr', 'MR')} {a.one('scan', 'imaging', 'angiogram', 'brain')} on {ward}.",
        f"Oxycodone {a.one('MR', 'mr')} tablets {a.digits(1)}0 mg bd on {ward}.",
        f"The {a.one('dr', 'Dr')} {a.one('asked', 'prescribed', 'was told')} at {a.digits(1)}am.",
        f"{a.one('dr', 'Dr', 'DR')} {a.one('informed', 'to review', 'aware')}, {ward}.",
        f"{a.one('Mr or Mrs', 'Mr and Mrs', 'mr/mrs', 'Mr')} on the form of {ward}.",
        f"{a.one('Mrs S', 'Mr B', 'Ms JB', 'Mrs X')} on {ward} fell.",
        f"{a.one('Parkinson', 'Crohn', 'Addison', 'Down')}’s {a.one('disease', 'syndrome')}.",
        f"{a.one('Patient', 'Pt')} {a.one('Zimmer frame', 'Foley catheter')} out of reach.",
        f"{a.one('Waterlow', 'Braden', 'Norton', 'Wells')} score {a.digits(2)} on {ward}.",
        f"Pt {a.one('Waterlow', 'Braden')} {a.digits(2)}, {a.one('Datix', 'Yellow Card')} sent.",
        f"Mr {a.one('Whipple', 'Hartmann')} {a.one('operation', 'procedure')} list of {ward}.",
        f"{a.one('MS', 'ms')} {a.one('nurse', 'diagnosis', 'relapse')}; {a.digits(2)} ms later.",
        f"{a.one('near miss', 'Near Miss')} {a.one('reports', 'Reporting')} of {ward}.",
        f"Staff {a.one('miss breaks', 'may miss signs', 'rarely miss anything')} on {ward}.",
        f"The master copy is on {ward}, the Master List in the office.",
        f"The {a.one('Sir Robert Lister', 'Dame Cicely', 'Lord Lister')} ward was full.",
        f"PATIENT {a.one('FELL', 'SAFETY', 'MOVED')} ON {ward.upper()}",
        f"pt {a.one('fell', 'nbm', 'agitated', 'MRSA positive')} on {ward}",
        f"Consultant {a.one('Anaesthetist', 'Physician', 'Surgeon', 'in charge')} was told.",
        f"SpO2 <{a.digits(2)}, HR >1{a.digits(2)} on <b>{ward}</b>.",
        f'<a href="/wards/{a.digits(2)}">{ward}</a> <br/> {a.digits(1)} falls',
        f"Ask falls.team@trust.example about {ward}.",
        "The patient was moved. The nurse was not told.",
        f"Patients on {ward} said the call bell was out of reach.",
        f"{a.digits(2)} of {a.digits(3)} charts had no date of birth.",
    )


WITH: dict[str, Callable[[Lines], str]] = {
    each.__name__: each
    for each in (
        nhs_number,
        date_of_birth,
        hospital_number,
        national_insurance,
        person,
        address,
        postcode,
        telephone,
        email,
    )
}


def lines_with(kind: str) -> Iterator[str]:
    a = Lines(kind)
    for _ in range(EACH):
        line = WITH[kind](a)
        yield a.one(
            line,
            line,
            line,
            f"**{line}**",
            f"- {line}",
            f"We saw this. {line} Then we met.",
            f"Seen <{line}> today",
            f'<td title="{line}">',
        )


def lines_without() -> Iterator[str]:
    a = Lines("look-alikes")
    for _ in range(EACH):
        yield look_alike(a)
