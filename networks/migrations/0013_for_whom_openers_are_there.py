"""Whoever opened a space of people named one by one was put in it for no organisation, and so kept
it after they had lost what let them open it."""

from django.db import migrations
from django.db.models import F


def say_for_whom(apps, schema_editor):
    def model(name):
        return apps.get_model('networks', name).objects

    places = model('Place').filter(
        ended_at=None,
        organisation=None,
        person=F('by'),
        space__by=F('person'),
        since=F('space__at'),
        space__members_by='named',
        space__joinrequest=None,
    )
    # Stewards act for no organisation.
    stewards = model('NationalRole').filter(ended_at=None).values('person')
    for place in places.exclude(person__in=stewards).select_related('space').iterator():
        own = model('Affiliation').filter(person=place.person_id).exclude(confirmed_at=None)
        through = own.filter(organisation=place.space.organisation_id)
        if place.space.collaborative_id:
            through = model('Appointment').filter(
                person=place.person_id, collaborative=place.space.collaborative_id
            )
        if held := through.filter(ended_at=None).first():
            place.organisation_id = held.organisation_id
        elif lost := through.filter(ended_at__gt=place.since).order_by('ended_at').last():
            place.organisation_id = lost.organisation_id
            place.ended_at, place.ended_by_id = lost.ended_at, lost.ended_by_id
        else:
            only = {each.organisation_id for each in own.filter(ended_at=None)}
            place.organisation_id = only.pop() if len(only) == 1 else None
        place.save(update_fields=['organisation', 'ended_at', 'ended_by'])


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0012_where_it_says_why'),
    ]

    operations = [
        migrations.RunPython(say_for_whom, migrations.RunPython.noop),
    ]
