"""The panels of what counts as soon as it is saved."""

from functools import partial

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.core.errors import Throttled
from webapp.core.files import takes_files
from webapp.core.hypermedia import SINGLE, saved, show
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.i18n import zone_name
from webapp.core.pages import answer_http
from webapp.identity.guard import own
from webapp.identity.service.avatars import find_picture
from webapp.identity.visitor import visitor
from webapp.profile import measures, phones, zones
from webapp.profile.errors import (
    LanguageNotShipped,
    NameMissing,
    PhoneNotDialable,
    PictureRefused,
    PictureTooLarge,
    UnknownTimeZone,
)
from webapp.profile.forms import AvatarForm, LanguageForm, NameForm, PhoneForm, TimeZoneForm
from webapp.profile.routes.section import bp, panel
from webapp.profile.service import profiles as service

SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}
PICTURE_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Vary": "Cookie",
}


@bp.app_template_filter("phone")
def phone_words(phone: str) -> str:
    """Show a stored phone number grouped."""
    return phones.grouped(phone)


@bp.app_template_filter("city")
def city_words(zone: str) -> str:
    """Show a time zone by its city, in the reader's language."""
    return zones.city(zone)


@bp.get("/phone")
@own
def phone(facts: service.Profile | None = None) -> ResponseReturnValue:
    """Show the phone number; ``facts`` need not be read again right after a change."""
    return panel("profile/phone.html", facts)


@bp.route("/phone/edit", methods=["GET", "POST"])
@own
def edit_phone() -> ResponseReturnValue:
    """Change the phone number, or remove it."""
    form = PhoneForm()
    if form.validate_on_submit():
        try:
            facts = service.change_phone(visitor.user_id, form.number.data, form.country.data)
        except PhoneNotDialable as refusal:
            form.refuse("number", refusal)
        else:
            fresh = partial(phone, facts)
            return saved("phone-saved", fresh, page=url_for(".index", _anchor="phone"))
    every_country = request.values.get("countries") == "all"
    form.offer(service.profile_of(visitor.user_id), every_country=every_country)
    return show(
        "profile/phone_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change your phone number"),
        form=form,
        every_country=every_country,
    )


@bp.get("/name")
@own
def name() -> ResponseReturnValue:
    """Show the name."""
    return panel("profile/name.html")


@bp.route("/name/edit", methods=["GET", "POST"])
@own
def edit_name() -> ResponseReturnValue:
    """Change the name."""
    form = NameForm(name=visitor.user_name)
    if form.validate_on_submit():
        try:
            service.change_name(visitor.user_id, form.name.data)
        except NameMissing as refusal:
            form.refuse("name", refusal)
        else:
            return saved("name-saved", None, page=url_for(".index", _anchor="name"))
    return show(
        "profile/name_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change your name"),
        form=form,
    )


@bp.get("/avatar")
@own
def avatar() -> ResponseReturnValue:
    """Show the picture, or the initials that stand for it."""
    return panel("profile/avatar.html")


@bp.route("/avatar/edit", methods=["GET", "POST"])
@own
@takes_files(measures.LARGEST_FILE)
def edit_avatar() -> ResponseReturnValue:
    """Change the picture, or remove it."""
    page = url_for(".index", _anchor="avatar")
    if "remove" in request.form:
        service.remove_avatar(visitor.user_id)
        return saved("avatar-removed", None, page=page)
    form = AvatarForm()
    if form.validate_on_submit():
        try:
            service.change_avatar(visitor.user_id, form.picture.data)
        except (PictureRefused, Throttled) as refusal:
            form.refuse("picture", refusal)
        else:
            return saved("avatar-saved", None, page=page)
    return _show_edit_avatar(form)


def _show_edit_avatar(form: AvatarForm) -> Response:
    return show(
        "profile/avatar_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change your picture"),
        form=form,
        measures=measures,
    )


@bp.errorhandler(RequestEntityTooLarge)
def refuse_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say beside the field what was refused before the form was read."""
    if request.endpoint != "profile.edit_avatar":
        return answer_http(error)
    form = AvatarForm()
    form.refuse("picture", PictureTooLarge())
    return _show_edit_avatar(form)


@bp.get("/avatar/<name>")
@own
def avatar_picture(name: str) -> ResponseReturnValue:
    """Send one size of somebody's picture; its address, like ``6f…-64``, never changes."""
    token, _, size = name.partition("-")
    found = find_picture(token, size)
    return Response(
        found.content,
        mimetype=found.media_type,
        headers={
            "Content-Disposition": f'inline; filename="avatar.{SUFFIXES[found.media_type]}"',
            **PICTURE_HEADERS,
        },
    )


@bp.get("/language")
@own
def language() -> ResponseReturnValue:
    """Show the interface language."""
    return panel("profile/language.html")


@bp.route("/language/edit", methods=["GET", "POST"])
@own
def edit_language() -> ResponseReturnValue:
    """Change the interface language; the next page is in it."""
    form = LanguageForm(language=visitor.language)
    if form.validate_on_submit():
        try:
            service.change_language(visitor.user_id, form.language.data)
        except LanguageNotShipped as refusal:
            form.refuse("language", refusal)
        else:
            return saved("language-saved", None, page=url_for(".index", _anchor="language"))
    return show(
        "profile/language_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change the interface language"),
        form=form,
    )


@bp.get("/time-zone")
@own
def time_zone() -> ResponseReturnValue:
    """Show the time zone."""
    return panel("profile/time_zone.html")


@bp.route("/time-zone/edit", methods=["GET", "POST"])
@own
def edit_time_zone() -> ResponseReturnValue:
    """Change the time zone."""
    current = visitor.time_zone or zone_name()
    asked = request.values.get("area", "")
    area = asked if asked in zones.AREAS else zones.area_of(current)
    form = TimeZoneForm(area, time_zone=current)
    if form.validate_on_submit():
        try:
            service.change_time_zone(visitor.user_id, form.time_zone.data)
        except UnknownTimeZone as refusal:
            form.refuse("time_zone", refusal)
        else:
            return saved("time-zone-saved", time_zone, page=url_for(".index", _anchor="time-zone"))
    return show(
        "profile/time_zone_edit.html",
        page=SINGLE,
        status=form.status,
        heading=_l("Change your time zone"),
        form=form,
        area=area,
        areas=zones.AREAS,
    )
