"""What people meet as they sign in and act, as settings: the forms of allauth, and how often each act may be done."""

ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "signup": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "plan_link": "60/m/ip",
    "plan_follow": "20/h/ip",
    "forum_file": "60/h/user",
    "forum_preview": "120/m/user",
    "forum_draft": "60/m/user",
    "forum_suggest": "120/m/user",
    "forum_feed": "120/m/ip",
    "push_subscribe": "10/5m/user",
    "news_answer": "10/m/ip",
}

ACCOUNT_FORMS = {
    "signup": "portal.accounts.sign_in_forms.NewAccountForm",
    "login": "portal.accounts.sign_in_forms.SignInForm",
    "add_email": "portal.accounts.sign_in_forms.NewAddressForm",
    "request_login_code": "portal.accounts.sign_in_forms.CodeForm",
    "reset_password": "portal.accounts.sign_in_forms.ForgottenForm",
    "change_password": "portal.accounts.sign_in_forms.NewPasswordForm",
    "reset_password_from_key": "portal.accounts.sign_in_forms.ForgottenPasswordForm",
}

MFA_FORMS = {
    "activate_totp": "portal.accounts.code_forms.ActivateCodeForm",
    "authenticate": "portal.accounts.code_forms.SecondStepCodeForm",
    "reauthenticate": "portal.accounts.code_forms.AgainCodeForm",
    "add_webauthn": "portal.accounts.key_forms.AddKeyForm",
    "authenticate_webauthn": "portal.accounts.key_forms.SecondStepKeyForm",
    "edit_webauthn": "portal.accounts.key_forms.RenameKeyForm",
    "login_webauthn": "portal.accounts.key_forms.SignInKeyForm",
    "reauthenticate_webauthn": "portal.accounts.key_forms.AgainKeyForm",
}
