"""Classes of words by which a name is told from what stands in the same place. Nobody's name is
here; a word that is both ("Will", "May") counts as the word where no title makes it a name."""

from .spans import words


def lexicon(text: str) -> frozenset[str]:
    return frozenset(words(text.lower()))


FUNCTION_WORDS = lexicon(
    """
    the a an and or nor but if in on at to for of by with from without into onto over under off out
    up down near next as than then so when where while who whom whose what which how why because
    since until before after during between about above below is was are were be been being am has
    had have having do does did done he she they it we you i him her them us me his hers its our
    your my their this that these those there here not no yes all each every any some both also
    always never still again just only too very now anything something nothing everything anyone
    someone everyone nobody today yesterday tonight tomorrow etc per via
    """
)
MODALS = lexicon("can could will would shall should may might must cannot")
DAYS_AND_MONTHS = lexicon(
    """
    January February March April May June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday
    """
)
# What follows a title that stands alone, in notes: "dr informed", "mrs refused tea".
DONE_IN_CARE = lexicon(
    """
    asked ask asks reviewed review reviews reviewing attended attending attends prescribed
    prescribes prescribing called calls calling call came comes come coming saw sees see seen seeing
    said says say saying told tells tell ordered orders order wrote writes write written informed
    informs inform aware unaware bleeped paged phoned rang contacted contact notified agreed advised
    advises advice checked checks check gave gives give given giving took takes take taken taking
    signed signs decided decides left leaves arrived arrives arrive arriving requested requests
    request wanted wants want thought thinks felt feels examined examines examine assessed assesses
    assess started starts start stopped stops stop stated states noted notes noticed missed made
    makes make went goes go gone fell falls slipped found finds refused declined complained needed
    needs need moved moves sent sends put puts tried tries kept keeps returned discharged admitted
    transferred escalated documented explained confirmed changed cancelled increased reduced
    withheld showed shows showing suggested suggests lifted rolled hoisted turned walked mobilised
    washed fed bled stable unwell well better worse awake asleep dead died alone present absent
    available unavailable busy happy concerned round rounds handover cover rota shift letter letters
    appointment appt surgery plan name names
    """
)
CARE_WORKERS = lexicon(
    """
    doctor doctors dr drs nurse nurses sister matron registrar consultant midwife midwives
    pharmacist paramedic porter hca sho patient patients pt pts team teams staff carer carers ward
    clinic hospital unit service services specialist specialists
    """
)
# What stands beside a title that is something else: "MR" of magnetic resonance, modified release
# and mitral regurgitation, "MS" of multiple sclerosis, milliseconds and Microsoft, "near miss".
BESIDE = {
    "mr": lexicon(
        """
        scan scans scanned scanner scanners scanning imaging image images angiogram angiograms
        angiography venogram venography spectroscopy enterography enterogram urography urogram
        cholangiogram cholangiopancreatography elastography arthrogram arthrography mammography
        guided compatible conditional safe unsafe safety brain spine spinal head neck chest abdomen
        pelvis pelvic knee hip shoulder liver prostate cardiac cord suite department report reports
        findings radiographer radiographers radiology contrast sequence sequences protocol protocols
        field machine physics tablet tablets tabs capsule capsules caps dose doses mg bd od tds qds
        daily nocte mane once twice preparation preparations formulation formulations granules
        severe moderate mild trivial jet
        """
    ),
    "ms": lexicon(
        """
        diagnosis diagnosed symptoms symptom relapse relapses relapsing flare exacerbation
        exacerbations lesions lesion fatigue society trust register drugs drug medication medicines
        type progression progressing progressive disease delay later long latency word excel office
        outlook access forms project powerpoint sharepoint windows edge planner
        """
    ),
    "miss": lexicon("rate rates report reports reporting event events reviews doses dose breaks"),
    "master": lexicon(
        """
        trainer trainers copy copies plan plans class list lists file files document documents key
        index bedroom
        """
    ),
    "rev": lexicon("date number version"),
    "dr": lexicon("abc abcd abcde x-ray room system"),
}
# What stands capitalised after "Patient", "Nurse" and the like, in titles and headings.
IN_HOSPITALS = lexicon(
    """
    Safety Experience Advice Liaison Information Record Records Administration Administrative
    Transport Partner Partners Participation Panel Forum Group Groups Association Story Stories
    Voice Voices Care Flow Pathway Pathways Passport Leaflet Leaflets Journey Portal Access Choice
    Dignity Outcome Outcomes Feedback Survey Surveys Status Details Identification Identifier Label
    Labels Wristband Initials Board Boards Whiteboard Handover Engagement Involvement Support
    Education Team Teams Lead Leads Leadership Manager Managers Practitioner Practitioners
    Specialist Specialists Director Directors Educator Educators Associate Associates Assistant
    Assistants Adviser Advisor Advisers Advisors Call Bell Specific Directions Direction Level
    Levels Population Facing Reported Centred Centered Controlled Initiated Friendly Network
    Networks Charter Steps Rights Council Committee Champion Champions Representative
    Representatives Volunteer Volunteers Staffing Training Staff Staffed Led Run Prescriber
    Prescribers Prescribing Screening Monitoring Observation Observations Assessment Assessments
    Admission Admissions Discharge Discharges Transfer Transfers Referral Referrals Deterioration
    Communication Confidentiality Privacy Satisfaction Complaint Complaints Moving Mobility Property
    Consultation Bed Bay Room Unit Theatre Clinic Hospital Trust Surgery Centre Home House Fall Fell
    Medicines Medicine Medication Sepsis Pressure Ulcer Ulcers Skin Food Fluid Pain Consent Number
    Date Time Age Sex Gender Ethnicity Weight Height Allergies Allergy Allergic Diagnosis History
    Address Summary Identity ID NHS NICE CQC England Wales Scotland Ireland UK MDT ED AE ICU ITU HDU
    AMU SAU CCU GP SBAR NEWS NEWS2 PEWS MEWS DOB MRN HCA SHO MRSA VTE DVT COPD UTI NBM DNAR DNACPR
    CPR ECG CT MRI GCS IV PALS PSIRF Use Look Read Write Turn Help Let Keep Ward Consultant General
    Senior Junior Clinical Deputy Chief Head Vascular Orthopaedic Paediatric Neonatal Maternity
    Palliative Community District Practice School Research Acute Emergency Mental Guide Manual
    Interface Account Datix Ulysses LFPSE STEIS Yellow Waterlow Braden Foley Zimmer Ryles Hickman
    Bristol Glasgow
    """
)
