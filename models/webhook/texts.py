"""Why a receiver didn't take a message, and what to do: the closed list of what can go wrong."""


def get_labels(env):
    """Return {failure: its name} in the reader's language."""
    return {
        "connection": env._("No connection"),
        "timeout": env._("No answer in time"),
        "tls": env._("Certificate"),
        "redirect": env._("Redirect"),
        "response": env._("No proper answer"),
        "status": env._("Refused"),
        "no_address": env._("No address or secret"),
        "too_many": env._("Too many waiting"),
        "internal": env._("Unexpected error"),
    }


def get_texts(env):
    """Return {failure: what it means and what mends it}; {status} is the answer's."""
    return {
        "connection": env._(
            "The receiver can't be reached. Check its address, and whether the server runs."
        ),
        "timeout": env._(
            "The receiver didn't answer within 10 seconds. It should answer first and work "
            "afterwards."
        ),
        "tls": env._(
            "The receiver's certificate isn't valid. Renew it, or check the name in the address."
        ),
        "redirect": env._(
            "The receiver answers from another address, which isn't followed. Enter that one."
        ),
        "response": env._("The receiver's answer is no proper HTTP. Check its address."),
        "status": env._(
            "The receiver refused the message (HTTP {status}). 401 or 403: enter the same secret "
            "on both sides. 404 or 405: check the address. 5xx: look at its log."
        ),
        "no_address": env._("The address or the secret was taken away. Enter them again."),
        "too_many": env._(
            "More messages waited than are kept: the receiver has been failing for too long."
        ),
        "internal": env._("The message couldn't be sent. The server's log says why."),
    }
