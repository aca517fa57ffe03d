"""What a person must confirm before a run goes on."""

from odoo import fields

from ..core.sentence import join_sentences
from ..core.trial import get_trial


def ask(run, question):
    """Let a run wait until a manager confirms; the phase is begun anew then.

    Of a run on trial nobody is asked: it is said that the run would ask, and what would happen
    then.

    :param run: `medusa.sync.run`
    :param Question question: what is asked
    """
    if get_trial(run.env):
        run.write(
            {
                "cursor": False,
                "leaving_count": question.count,
                "confirmed_count": question.count,
            }
        )
        return
    # It asks the same again, newly counted: one question is enough.
    former = run.search([("backend_id", "=", run.backend_id.id), ("state", "=", "waiting")])
    former.write({"state": "cancelled", "end_date": fields.Datetime.now()})
    run.write(
        {
            "state": "waiting",
            "cursor": False,
            "leaving_count": question.count,
            "leaving": question.facts,
            "failure_type": "guard",
            "failure_detail": question.text,
        }
    )
    run._log_run("failure")
    if not former:
        told = run.with_context(lang=run.backend_id._get_chatter_lang())
        texts = (told.failure_cause, told._tell_failure_detail(), told.failure_mend)
        run.backend_id.message_post(body=join_sentences(texts))
