"""What is asked about the password."""

from webapp.core.forms import Form
from webapp.core.i18n import lazy_gettext as _l
from webapp.sign_in.forms import known_password, new_password, new_password_again


class ChangePasswordForm(Form):
    """The password as it is, and the new one twice."""

    current = known_password(_l("Current password"), _l("Enter your current password."))
    password = new_password()
    password_again = new_password_again()
