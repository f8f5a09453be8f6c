from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Prints the plain text of a mail where the product was started, for a person to read."""

    def write_message(self, message: EmailMessage) -> None:
        super().write_message(
            EmailMessage(
                message.subject,
                message.body,
                message.from_email,
                message.to,
                headers=message.extra_headers,
            )
        )
