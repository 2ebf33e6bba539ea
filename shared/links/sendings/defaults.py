"""Our own texts, for who has written none; a receipt is always ours."""

from typing import Final

from shared.links.sendings.templates import Templates, Texts

DEFAULT_LANGUAGE: Final = "en"

REQUESTS: Final[Templates] = {
    "en": Texts(
        sms="{merchant}: please pay {amount} for {reference} by {expires}: {link}",
        subject="{merchant}: payment of {amount} for {reference}",
        body="""Hello,

{merchant} asks you to pay {amount} for {reference}.

Pay here until {expires}:
{link}

If you have questions about the payment, please write to {merchant}.
""",
    ),
    "de": Texts(
        sms="{merchant}: bitte {amount} für {reference} bis {expires} bezahlen: {link}",
        subject="{merchant}: Zahlung von {amount} für {reference}",
        body="""Guten Tag,

{merchant} bittet Sie um die Zahlung von {amount} für {reference}.

Bezahlen Sie hier bis {expires}:
{link}

Bei Fragen zur Zahlung wenden Sie sich bitte an {merchant}.
""",
    ),
    "fr": Texts(
        sms="{merchant} : merci de régler {amount} pour {reference} avant le {expires} : {link}",
        subject="{merchant} : paiement de {amount} pour {reference}",
        body="""Bonjour,

{merchant} vous invite à régler {amount} pour {reference}.

Payez ici jusqu'au {expires} :
{link}

Pour toute question sur ce paiement, adressez-vous à {merchant}.
""",
    ),
    "es": Texts(
        sms="{merchant}: pague {amount} por {reference} antes del {expires}: {link}",
        subject="{merchant}: pago de {amount} por {reference}",
        body="""Hola:

{merchant} le pide el pago de {amount} por {reference}.

Pague aquí hasta el {expires}:
{link}

Si tiene preguntas sobre el pago, diríjase a {merchant}.
""",
    ),
}
"""That ask for a payment; each SMS is written in GSM-7."""

RECEIPTS: Final[Templates] = {
    "en": Texts(
        subject="{merchant}: your payment of {amount} for {reference}",
        body="""Hello,

thank you: your payment of {amount} for {reference} to {merchant} has arrived.

Your receipt:
{link}
""",
    ),
    "de": Texts(
        subject="{merchant}: Ihre Zahlung von {amount} für {reference}",
        body="""Guten Tag,

vielen Dank: Ihre Zahlung von {amount} für {reference} an {merchant} ist eingegangen.

Ihr Beleg:
{link}
""",
    ),
    "fr": Texts(
        subject="{merchant} : votre paiement de {amount} pour {reference}",
        body="""Bonjour,

merci : votre paiement de {amount} pour {reference} à {merchant} est bien arrivé.

Votre reçu :
{link}
""",
    ),
    "es": Texts(
        subject="{merchant}: su pago de {amount} por {reference}",
        body="""Hola:

gracias: su pago de {amount} por {reference} a {merchant} ha llegado.

Su recibo:
{link}
""",
    ),
}
"""That confirm a payment."""
