"""What can be done with a text: keep it, save it, publish it, go back, send it to oneself. Whatever cannot be done says why, and nothing typed is lost."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST
from liquid.exceptions import LiquidError

from todoke.console.doors import OWNER, STAFF, DeskRequest, by, desk_page, number
from todoke.console.find import search
from todoke.console.moments import moment
from todoke.console.notice_editor import page_of, person, source_in, written
from todoke.console.notice_open import key_of, path_of
from todoke.console.saying import language, say
from todoke.console.told import tell
from todoke.desk import publishing
from todoke.desk.delays import change_wait
from todoke.desk.kind_choices import KindChoice, choose
from todoke.desk.publishing import NotClean, count
from todoke.desk.sample_mail import test_mail
from todoke.desk.texts import with_draft
from todoke.due.clock import now
from todoke.notices.catalogue import CatalogueError
from todoke.notices.transports.transport import NotTaken
from todoke.shops import texts as rows
from todoke.shops.choices import Mend, mail
from todoke.shops.models import NoticeText
from todoke.shops.texts import LONGEST, Key

LOOKS = ("on", "variant", "scheme")


def back(request: DeskRequest, key: Key, **more: str) -> HttpResponse:
    """To the editor, on the same sample."""
    asked = {name: request.POST[name] for name in LOOKS if request.POST.get(name)} | more
    return HttpResponseRedirect(path_of(key) + (f"?{urlencode(asked)}" if asked else ""))


@desk_page(OWNER, STAFF)
@require_POST
def kept(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """Looked at without being saved; on the order that is asked for by its number, or as a caller says it."""
    key = key_of(request, kind, locale)
    at, words = written(request, key), request.POST.get("sought", "").strip()[:100]
    order = next(iter(search(request.shop, words)), None) if words else None
    if words and order is None:
        tell(request, say("editor.no_order", w=words), trouble=True)
    return back(request, key, **({} if at.unsaved else {"version": str(at.version)}), **({"on": f"order:{order.pk}"} if order else {}))


@desk_page(OWNER, STAFF)
@require_POST
def thrown(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    key = key_of(request, kind, locale)
    rows.forget_unsaved(key, by(request.member))
    tell(request, say("editor.thrown"))
    return back(request, key)


@desk_page(OWNER, STAFF)
@require_POST
def saved(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    key = key_of(request, kind, locale)
    text = save(request, key)
    if isinstance(text, HttpResponse):
        return text
    tell(request, say("editor.saved", n=text.version))
    return back(request, key)


def save(request: DeskRequest, key: Key) -> NoticeText | HttpResponse:
    """The next version; or the page that says why not. `first`: the newest that was on the page; a newer one is shown before the next is made."""
    source = source_in(request)
    if len(source) > LONGEST:
        return page_of(request, written(request, key)._replace(source=source), status=422, wrong=say("editor.too_long", n=len(source)))
    newest = rows.newest(key)
    if newest and number(request.POST.get("first")) < newest.version and newest.source != source:
        late = {"n": newest.version, "at": moment(newest.created_at), "by": person(newest.made_by)}
        return page_of(request, written(request, key), status=409, late=late)
    return publishing.save(key, source, language(), by=by(request.member), now=now())


@desk_page(OWNER)
@require_POST
def published(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """What stands in the form is saved, and goes live if the lint finds no error in it."""
    key = key_of(request, kind, locale)
    text = save(request, key)
    if isinstance(text, HttpResponse):
        return text
    if go_live(request, text, "not_published"):
        tell(request, say("editor.published", n=text.version))
        return back(request, key)
    return back(request, key, lint="1")


def go_live(request: DeskRequest, text: NoticeText, refused: str) -> bool:
    try:
        publishing.publish(text, language(), by=by(request.member), now=now())
    except NotClean as error:
        tell(request, say(f"editor.{refused}", n=text.version, n2=count(error.findings).errors), trouble=True)
        return False
    except Mend:
        tell(request, say("editor.page_alone"), trouble=True)
        return False
    return True


@desk_page(OWNER)
@require_POST
def returned(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """An older version is live again, if it is still clean. What is being written stays as it is."""
    key = key_of(request, kind, locale)
    text = rows.version(key, number(request.POST.get("version")))
    if text and go_live(request, text, "not_returned"):
        tell(request, say("editor.published", n=text.version))
    return back(request, key)


@desk_page(OWNER)
@require_POST
def taken_down(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """Nothing of the shop's own is live any more."""
    key = key_of(request, kind, locale)
    if rows.take_down(key):
        tell(request, say("editor.taken_down"))
    return back(request, key)


@desk_page(OWNER, STAFF)
@require_POST
def tested(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """As it stands in the form, to oneself, about a made-up order (NTC-24)."""
    key, to = key_of(request, kind, locale), request.POST.get("to", "").strip()
    at = written(request, key)
    try:
        test_mail(request.shop, kind, locale, mail(to), now=now(), of=with_draft(key, at.source))
        tell(request, say("editor.test_done", to=to) if settings.MAIL_URL else say("editor.test_caught"))
    except Mend:
        tell(request, say("editor.test_fault") + " " + say("editor.address_wrong"), trouble=True)
    except NotTaken as error:
        tell(request, f"{say('editor.test_fault')} {error.reason}", trouble=True)
    except (CatalogueError, LiquidError, KeyError) as error:
        tell(request, f"{say('editor.test_fault')} {error}", trouble=True)
    return back(request, key, **({} if at.unsaved else {"version": str(at.version)}))


@desk_page(OWNER)
@require_POST
def delayed(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """One row of the journeys waits longer, or less long: a new version of the shop's policy."""
    key = key_of(request, kind, locale)
    try:
        change_wait(request.shop, request.POST.get("row", ""), request.POST.get("wait", ""), by=by(request.member), now=now())
        tell(request, say("editor.wait_changed"))
    except Mend:
        tell(request, say("editor.wait_wrong", w=request.POST.get("wait", "")[:40]), trouble=True)
    except KeyError:
        raise Http404 from None
    return back(request, key)


@desk_page(OWNER)
@require_POST
def routed(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """Who the kind comes from, and what follows where mail does not bring it."""
    key, form = key_of(request, kind, locale), request.POST
    ways = tuple(dict.fromkeys(way for way in (form.get("second", ""), form.get("third", "")) if way))
    try:
        choose(request.shop, kind, KindChoice(form.get("sender", "").strip(), None if form.get("second") == "usual" else ways))
        tell(request, say("editor.routed"))
    except Mend:
        tell(request, say("editor.sender_wrong", s=form.get("sender", "")[:60]), trouble=True)
    return back(request, key)
