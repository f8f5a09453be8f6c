"""Who the journeys are about, and where they go, from the demo story."""

PASSWORD = "safer together"

AMINA = "amina.okafor@severnside.example"
BEN = "ben.hughes@kingsholm.example"
PRIYA = "priya.nair@severnvale.example"
YUSUF = "yusuf.rahim@severnside.example"
GRACE = "grace.lindqvist@fenland.example"
LEAH = "leah.donnelly@avonvale.example"
MAYA = "maya.thornton@calderroyal.example"
MARCUS = "marcus.bell@northmoor.example"
FARAH = "farah.aziz@hollybush.example"
MEGAN = "megan.pugh@quarrylane.example"
IVO = "ivo.barnes@quarrylane.example"
DANIEL = "daniel.achebe@safercare.example"

FALLS = "Falls and frailty"
MEDICINES = "Medicines safety"
SURGERY = "Safer surgery"
WEST = "West of England Patient Safety Collaborative"
NIGHTS = "Falls checklist on nights: which four checks stay?"
FIRST_HOUR = "Falls checklist for the first hour"
SURGICAL = "Surgical safety checklist"

CHECKLIST = """Four checks before the lights go down.

## Before (lights down)

- [ ] Footwear on or within reach
- [ ] Call bell in the hand
  not on the locker
- [ ] Bed at its lowest

## During the night

- [ ] Light on the way to the toilet
"""
