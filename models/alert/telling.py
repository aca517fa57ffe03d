"""Tells persons and receivers of an alarm: once when it begins, once when it is over."""

from markupsafe import Markup

from odoo import fields

from .kinds import KINDS
from .persons import find_told
from .texts import format_time, get_closing_text
from .webhook import TARGET

ACTIVITY_TYPE = "medusa_connector.mail_activity_type_medusa"


def tell_opened(alarm, is_again=False):
    """Give each responsible person an activity, and send what is wished outside.

    :param alarm: one `medusa.alarm`
    :param bool is_again: it was over for so short a time that nobody gets a second mail
    """
    _tell_persons(alarm, find_told(alarm.backend_id), by_mail=not is_again)
    if _goes_outside(alarm):
        # A receiver was told that it is over: it must hear as well that it isn't.
        _put_webhook(alarm, "alarm.opened")


def tell_newcomers(alarm):
    """Tell of an open alarm who answers for the store only since it began.

    :param alarm: one `medusa.alarm`
    """
    _tell_persons(alarm, find_told(alarm.backend_id) - alarm.told_ids)


def _tell_persons(alarm, persons, by_mail=True):
    for person in persons:
        alarm.activity_ids |= _make_activity(_as_read_by(alarm, person), person)
    alarm.told_ids |= persons
    if by_mail and alarm.backend_id.alert_by_mail and _goes_outside(alarm):
        for person in persons.filtered("email"):
            own = _as_read_by(alarm, person)
            send_mail(own, person, own.name, get_note(own))


def tell_closed(alarm, follower=None):
    """Close what is left of the activities, and say in the store's chatter that it is over.

    :param str follower: the kind that says it from now on
    """
    activities = alarm.activity_ids.filtered("active")
    first = activities[:1]
    reader = first.user_id or find_told(alarm.backend_id)[:1]
    text = get_closing_text(_as_read_by(alarm, reader), follower)
    # One line in the chatter, whoever of them had it on the list.
    (activities - first).action_archive()
    (activities - first).feedback = text
    if first:
        first.with_context(lang=reader.lang).action_feedback(feedback=text)
    else:
        alarm.backend_id._message_log(body=text)
    if _goes_outside(alarm):
        # Also where another one says it from now on: each that began ends for the receiver.
        _put_webhook(alarm, "alarm.closed", follower)


def get_note(alarm):
    """Return what is told of an alarm (HTML): since when, what shoppers see, what to do."""
    _ = alarm.env._
    rows = [
        (_("Since"), format_time(alarm, alarm.since)),
        (_("Cause"), alarm.detail),
        (_("What a shopper sees"), alarm.shopper),
        (_("What to do"), alarm.mend),
    ]
    line = Markup("<p><strong>%s</strong> %s</p>")
    text = Markup("").join(
        line % (_("%(title)s:", title=title), Markup("<br/>").join(value.split("\n")))
        for title, value in rows
        if value
    )
    link = Markup('<p><a href="%s">%s</a></p>')
    return text + link % (get_address(alarm), _("Open the alarm, with its buttons"))


def get_address(alarm):
    """Return the address of an alarm in Odoo."""
    return f"{alarm.get_base_url()}/odoo/medusa-alarms/{alarm.id}"


def send_mail(record, person, subject, body):
    """Queue a mail to one person, in the layout of Odoo's notifications.

    :param record: it is about; with the person's language
    :param Markup body: HTML
    """
    company = record.backend_id.company_id if "backend_id" in record else record.company_id
    layout = "mail.mail_notification_light"
    html = record.env["mail.render.mixin"]._render_encapsulate(layout, body, context_record=record)
    record.env["mail.mail"].create(
        {
            "subject": subject,
            "body_html": html,
            "email_from": company.email_formatted or person.email_formatted,
            "email_to": person.email_formatted,
            "auto_delete": True,
        }
    )


def _as_read_by(alarm, person):
    """Return the alarm with the words of a person's language and time zone."""
    lang = person.lang or alarm.backend_id.lang
    return alarm.with_context(lang=lang, tz=person.tz or "UTC")


def _goes_outside(alarm):
    """Tell whether mail and receivers may hear of it: nothing of a copy goes out."""
    return not KINDS[alarm.kind].stays_inside and alarm.backend_id._is_own_database()


def _make_activity(alarm, person):
    # Odoo would send a mail about the activity, whether one is wished or not.
    backend = alarm.backend_id.with_context(mail_activity_quick_update=True)
    return backend.activity_schedule(
        ACTIVITY_TYPE,
        date_deadline=fields.Date.context_today(alarm),
        summary=alarm.name,
        note=get_note(alarm),
        user_id=person.id,
    )


def _put_webhook(alarm, event, follower=None):
    company = alarm.backend_id.company_id
    told = alarm.with_context(lang=company.partner_id.lang or "en_US", tz="UTC")
    told.backend_id._put_webhook(
        TARGET,
        {
            "event": event,
            "alarm": alarm.id,
            "kind": alarm.kind,
            "store": alarm.backend_id.name,
            "since": fields.Datetime.to_string(alarm.since),
            "over_since": fields.Datetime.to_string(alarm.closed_at) or None,
            "followed_by": follower,
            "title": told.name,
            "shopper": told.shopper,
            "what_to_do": told.mend,
            "url": get_address(alarm),
        },
    )
