"""Addresses of sign-in. Of allauth's, only those we use: nobody signs up, and e-mail addresses are not one's
own to change.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as provider
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from balise.people.accounts import views

ours = (
    [
        path("", views.account, name="account"),
        path("second-factor/", views.second_factor_needed, name="second_factor_needed"),
        path("2fa/totp/image/", views.totp_image, name="totp_image"),
        path("password/changed/", views.password_changed, name="password_changed"),
        path("sessions/end/", views.end_every_session, name="end_every_session"),
        path("sessions/<int:number>/end/", views.end_one_session, name="end_one_session"),
    ],
    "accounts",
)

urlpatterns = [
    path("", include(ours)),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("provider/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("provider/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
    path("provider/error/", login_not_required(provider.login_error), name="socialaccount_login_error"),
]
