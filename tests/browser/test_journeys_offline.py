"""Work without a network in a real browser: the context offline, the page reloaded, the server killed; nothing written is lost."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.browser.people import Walk, new_context, sign_in
from tests.browser.site import PROJECT, answers, build, environment, free_port, guard
from tests.browser.test_journeys_claims import objections
from tests.browser.test_journeys_needs import in_days

pytestmark = pytest.mark.browser
VERIFY_MAX = 2
SEND_SECONDS = 60_000


class Server:
    """A site on one port that can be killed and started again over the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "bangfu.cli", "serve", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment(self.folder, self.port),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 60
        while not answers(f"{self.address}/healthz"):
            assert self.process.poll() is None and time.monotonic() < until, "the site does not start"
            time.sleep(0.1)

    def kill(self) -> None:
        """As if the machine lost its power: no goodbye to anybody."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offline") / "demo"
    build(folder)
    made = Server(folder)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def begin(server, browser):
    """Begins a walk of a role on a phone that stays the same for the whole test; afterwards no script has complained."""
    begun = []

    def walk(role, **looks):
        context = new_context(browser, server.address, width=390, **looks)
        foreign = guard(context, server.address)
        page = context.new_page()
        page.set_default_timeout(20_000)
        sign_in(page, server.address, role)
        begun.append((Walk(page, server.address), foreign))
        return begun[-1][0]

    yield walk
    for one, foreign in begun:
        one.page.context.close()
        assert foreign == [] and [said for said in one.complaints if "ERR_" not in said] == []


def open_kept(walk, path):
    """Opens a page while there is a network and waits until the phone has what it needs."""
    walk.go(path)
    walk.page.wait_for_selector("html[data-kept]", state="attached")
    walk.page.wait_for_function(
        "navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready.then(() => true)"
    )


def write_survey(walk, number, *, send=True):
    """One survey on the form that stands open."""
    page = walk.page
    page.wait_for_selector("form[data-ready]")
    page.fill("[name=title]", f"村口的路灯坏了，第 {number} 处")
    page.fill("[name=item_1]", "路灯")
    page.fill("[name=quantity_1]", str(number))
    page.fill("[name=unit_1]", "盏")
    page.fill("[name=words]", f"第 {number} 家说晚上看不见路。")
    if not page.input_value("[name=place]"):
        page.fill("[name=place]", page.locator("#places option").first.get_attribute("value"))
    page.select_option("[name=theme]", index=3)
    page.fill("[name=claim_by]", in_days(40))
    if send:
        page.get_by_role("button", name="填好了，发送").click()
        page.wait_for_selector("[data-tray][data-ready]")
    else:
        page.wait_for_selector("form [data-kept]:not([hidden])")


def count(walk, which):
    return int(walk.page.locator(f'[data-count="{which}"]').inner_text() or 0)


def wait_for_count(walk, which, number, timeout=SEND_SECONDS):
    walk.page.wait_for_function(
        '([which, number]) => document.querySelector(`[data-count="${which}"]`)?.textContent === String(number)',
        arg=[which, number],
        timeout=timeout,
    )


def titles_at_home(walk, words):
    """Needs of the desk whose title holds these words, counted over the stages where they can stand."""
    found = []
    for state in ("submitted", "draft"):
        page = 1
        while True:
            walk.go(f"/desk/verify/?state={state}&page={page}")
            here = walk.page.locator("main a", has_text=words).all_inner_texts()
            found += [re.sub(r"\s+", " ", text) for text in here]
            page += 1
            if not walk.page.locator(f'main a[href*="page={page}"]').count():
                break
    return found


def lose_answer(route, lost):
    """The first request arrives and its answer does not; later ones pass."""
    if lost:
        route.continue_()
        return
    lost.append(route.fetch().status)
    route.abort()


def test_surveys_written_without_a_network_survive_reloads_and_a_killed_server_and_arrive_once(server, begin):
    walk = begin("frontline")
    open_kept(walk, "/my/survey/")
    assert objections(walk) == []
    walk.page.context.set_offline(True)
    for number in (1, 2):
        walk.go("/my/survey/")
        write_survey(walk, number)
    assert walk.sees("没有网络，已存在手机上") and objections(walk) == []
    walk.go("/my/survey/")
    write_survey(walk, 3, send=False)
    walk.page.reload()
    walk.page.wait_for_selector("form[data-ready]")
    assert walk.page.input_value("[name=title]") == "村口的路灯坏了，第 3 处", (
        "the half-written one is there after a reload"
    )
    assert walk.page.input_value("[name=quantity_1]") == "3"
    walk.go("/my/offline/")
    walk.page.wait_for_selector("[data-tray][data-ready]")
    assert (count(walk, "draft"), count(walk, "waiting"), count(walk, "sent")) == (1, 2, 0)

    server.kill()
    walk.page.context.set_offline(False)
    walk.page.reload()
    walk.page.wait_for_selector("[data-tray][data-ready]")
    walk.page.wait_for_selector('[data-banner="offline"]:not([hidden])')
    assert (count(walk, "draft"), count(walk, "waiting")) == (1, 2), "with the server dead they wait"
    server.start()
    wait_for_count(walk, "sent", 2)
    assert count(walk, "waiting") == 0 and objections(walk) == []
    walk.page.locator('[data-list="draft"] [data-part="edit"]').click()
    walk.page.wait_for_selector("form[data-ready]")
    lost = []
    walk.page.context.route("**/my/offline/sync/", lambda route: lose_answer(route, lost))
    walk.page.get_by_role("button", name="填好了，发送").click()
    walk.page.wait_for_selector("[data-tray][data-ready]")
    wait_for_count(walk, "sent", 3)
    assert lost == [200], "the first answer was lost after the platform had written it"
    found = titles_at_home(walk, "村口的路灯坏了，第")
    assert len(found) == len(set(found)) == 3, found


def test_a_need_is_verified_on_the_spot_without_a_network_in_two_submits_and_the_photo_follows(server, begin, tmp_path):
    walk = begin("frontline")
    open_kept(walk, "/my/onsite/")
    walk.page.wait_for_function("caches.keys().then(names => names.some(name => name.startsWith('bangfu-pages-')))")
    assert objections(walk) == []
    walk.page.context.set_offline(True)
    walk.page.locator('main a[href^="/my/onsite/N-"]').first.click()
    walk.page.wait_for_selector("form[data-ready]")
    assert objections(walk) == []
    number = walk.page.url.split("/my/onsite/")[1][:13].strip("/")
    before = walk.submitted
    picture = PROJECT / "docs" / "images" / "home.png"
    walk.page.set_input_files("#photos", str(picture))
    walk.page.wait_for_selector("[data-photos] li")
    walk.page.check("#decision_verify")
    walk.page.fill("#note", "到卫生站看过，向村医问过。")
    walk.page.get_by_role("button", name="发送核实结果").click()
    walk.page.wait_for_selector("[data-tray][data-ready]")
    wait_for_count(walk, "waiting", 1)
    assert walk.sees("1 张照片等着发")
    walk.page.context.set_offline(False)
    wait_for_count(walk, "sent", 1)
    walk.page.wait_for_function("!document.querySelector('main').innerText.includes('张照片等着发')")
    assert walk.submitted - before <= VERIFY_MAX
    walk.go(f"/desk/needs/{number}/")
    assert walk.sees("到卫生站看过，向村医问过。") and walk.page.locator("main img.shot").count() == 1


def test_signing_out_with_unsent_drafts_is_refused_once_naming_them_and_forgets_the_pages(server, begin):
    walk = begin("frontline")
    open_kept(walk, "/my/survey/")
    walk.page.wait_for_selector("form[data-ready]")
    walk.page.fill("[name=title]", "村口的路灯坏了，第 41 处")  # and away at once, before anything else was kept
    walk.go("/my/")
    walk.page.locator(".person-menu").click()
    walk.page.get_by_role("button", name="退出").click()
    walk.page.wait_for_selector(".field-error")
    assert walk.sees("村口的路灯坏了，第 41 处") and "/my/" in walk.page.url
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="退出").click()
    names = walk.page.evaluate("caches.keys()")
    assert not [name for name in names if name.startswith("bangfu-pages-")]
    sign_in(walk.page, server.address, "village")
    walk.go("/my/offline/")
    walk.page.wait_for_selector("[data-tray][data-ready]")
    assert walk.sees("另一个账号的 1 份草稿") and not walk.sees("第 41 处"), "nobody reads another's draft"
    sign_in(walk.page, server.address, "frontline")
    walk.go("/my/offline/")
    walk.page.wait_for_selector("[data-draft]")
    assert walk.sees("第 41 处"), "with the same account it is there again"


SEED = """
async ([person, base, count, conflicts]) => {
  const opened = await new Promise((found) => { const asked = indexedDB.open('bangfu-offline', 1); asked.onsuccess = () => found(asked.result); });
  const store = opened.transaction(['drafts'], 'readwrite').objectStore('drafts');
  for (let n = 0; n < count; n += 1) {
    const about = n < conflicts.length ? conflicts[n] : null;
    const fields = { ...(about ? about.base : base), title: `五十份里的第 ${n} 份路灯`, words: `第 ${n} 家的话` };
    store.put({ id: `fifty-draft-${String(n).padStart(3, '0')}`, person, kind: 'needs.survey', subject: about ? about.number : '', title: fields.title,
      base: about ? about.base : {}, fields, begun: n, at: new Date().toISOString(), state: 'waiting', revision: 1, page: '/my/survey/' });
  }
}
"""
READ_FIELDS = """
() => Object.fromEntries([...new FormData(document.querySelector('form[data-offline-form]'))].filter(([name]) => !['csrfmiddlewaretoken', 'key', 'base'].includes(name)))
"""


@pytest.mark.deep
def test_of_fifty_drafts_with_five_conflicts_none_is_lost(server, begin):
    walk, office = begin("frontline"), begin("frontline")
    open_kept(walk, "/my/survey/")
    for number in range(5):
        walk.go("/my/survey/")
        write_survey(walk, 100 + number, send=False)
        walk.page.fill("[name=claim_by]", "")
        walk.page.get_by_role("button", name="填好了，发送").click()
        walk.page.wait_for_selector("[data-tray][data-ready]")
    wait_for_count(walk, "sent", 5)
    links = [link.get_attribute("href") for link in walk.page.locator('[data-list="sent"] [data-part="open"]').all()]
    conflicts = []
    for link in links:
        need = link.strip("/").split("/")[-1]
        walk.go(f"/my/survey/{need}/")
        walk.page.wait_for_selector("form[data-ready]")
        conflicts.append({"number": need, "base": walk.page.evaluate(READ_FIELDS)})
    person = walk.page.locator("[data-offline]").get_attribute("data-person")
    base = conflicts[0]["base"] | {"claim_by": in_days(40)}
    walk.page.context.set_offline(True)
    walk.page.evaluate(SEED, [person, base, 50, conflicts])
    for each in conflicts:  # a colleague in the office writes other words into the same five
        office.go(f"/my/survey/{each['number']}/")
        office.page.wait_for_selector("form[data-ready]")
        office.page.fill("[name=title]", f"办公室改的名称 {each['number']}")
        office.page.get_by_role("button", name="填好了，发送").click()
        office.page.wait_for_selector("[data-tray][data-ready]")
    wait_for_count(office, "sent", 5)

    walk.go("/my/offline/")
    wait_for_count(walk, "waiting", 50)
    walk.page.context.set_offline(False)
    wait_for_count(walk, "waiting", 5)
    cards = walk.page.locator('[data-list="waiting"] [data-draft]')
    assert cards.count() == 5 and walk.sees("要您选一下") and objections(walk) == []
    for turn in range(5):
        card = walk.page.locator('[data-list="waiting"] [data-draft]').first
        which = ("mine", "theirs")[turn % 2]
        for radio in card.locator(f'input[value="{which}"]').all():
            radio.check()
        card.get_by_role("button", name="按选的发送").click()
        wait_for_count(walk, "waiting", 4 - turn)
    titles = titles_at_home(walk, "五十份里的第")
    kept = titles_at_home(walk, "办公室改的名称")
    assert len(titles) == len(set(titles)) == 45 + 3, "forty-five new ones and three choices for the phone"
    assert len(kept) == 2, "and two for the office"
    for turn, each in enumerate(conflicts):
        walk.go(f"/desk/needs/{each['number']}/")
        assert walk.sees(f"第 {turn} 家的话"), "the words of the phone are there whichever title was chosen"


ACCEPT_MAX = 2


def waiting_batches(walk):
    """Addresses of the batches that wait for this village's word."""
    walk.go("/my/todo/")
    links = walk.page.locator('main a[href$="/accept/"]').all()
    return list(dict.fromkeys(link.get_attribute("href") for link in links))


def pick_cards(walk):
    """The first item with several units is one less, everything else as promised; gives the units that were good."""
    walk.page.wait_for_selector("form[data-ready]")
    good = 0
    for item in walk.page.locator(".receipt-item").all():
        if item.locator(".pic-less").count() and not good:
            item.locator(".pic-less").click()
            good = int(item.locator('input[type="number"]').get_attribute("max"))
            item.locator('input[type="number"]').fill(str(good))
        else:
            item.locator(".pic-promised").click()
    return good


def test_a_village_accepts_in_elder_mode_without_a_network_and_with_one_in_two_submits(server, begin):
    walk = begin("village", mode="elder")
    batches = waiting_batches(walk)
    assert batches, "the example has a batch that waits for the cast's village"
    open_kept(walk, batches[0])
    assert objections(walk) == []
    walk.page.context.set_offline(True)
    walk.go("/my/offline/")
    walk.page.locator("details.twin summary").click()
    walk.page.locator(f'main a[href="{batches[0]}"]').click()
    good, before = pick_cards(walk), walk.submitted
    assert objections(walk) == []
    walk.page.get_by_role("button", name="就这样回答").click()
    walk.page.wait_for_selector("[data-tray][data-ready]")
    wait_for_count(walk, "waiting", 1)
    walk.page.context.set_offline(False)
    wait_for_count(walk, "sent", 1)
    walk.page.locator('[data-list="sent"] [data-part="open"]').click()
    walk.page.wait_for_url("**/my/deliveries/*/")
    assert walk.submitted - before <= ACCEPT_MAX
    assert walk.sees("少了" if good else "如约")
    if len(batches) > 1:  # with a network the answer is there at once
        walk.go(batches[1])
        good = pick_cards(walk)
        walk.page.get_by_role("button", name="就这样回答").click()
        walk.page.wait_for_url(re.compile(r"/my/deliveries/[^/]+/$"))
        assert walk.sees("少了" if good else "如约")
