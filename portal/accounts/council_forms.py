"""The form for what a council did not tell of a new person, apart because allauth loads the adapter earlier."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.forms import SignupForm


class CouncilSignupForm(SignupForm):
    """Asks for a name; the address that the council told stays as it is, or it would vouch for another one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["email"].disabled = bool(self.sociallogin.user.email)
