//! The frame around every page: skip links, the rail, the live regions, the
//! sheet of keys. Pages for customers and for the signed-out are plain: no
//! rail and no script.

use std::borrow::Cow;
use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::asker::{Asker, Role, Visitor};
use super::assets::{ASSETS_STAY, asset};
use super::desk::Desk;
use super::icons::{icon, mark};
use super::keys;
use crate::kit::markup::Room;
use crate::kit::words::{Lang, Words};
use crate::t;

const DESK_SHEETS: [&str; 15] = [
    "css/tokens.css",
    "css/base.css",
    "css/controls.css",
    "css/layout.css",
    "css/list.css",
    "css/case.css",
    "css/send.css",
    "css/sorry.css",
    "css/panel.css",
    "css/plan.css",
    "css/promises.css",
    "css/pages.css",
    "css/filters.css",
    "css/honest.css",
    "css/setup.css",
];
const PLAIN_SHEETS: [&str; 9] = [
    "css/tokens.css",
    "css/base.css",
    "css/controls.css",
    "css/case.css",
    "css/plain.css",
    "css/plan.css",
    "css/list.css",
    "css/honest.css",
    "css/setup.css",
];

/// For whom the page is, and where in the product it stands.
pub struct PageContext<'a> {
    pub words: Words,
    asker: Option<&'a Asker>,
    here: &'a str,
    skips: Vec<(&'static str, String)>,
    parts: String,
    with_case: bool,
    /// Plain pages: what stands above, and a script of their own.
    house: String,
    aside: Option<String>,
    small: bool,
    script: Option<&'static str>,
    alone: bool,
    /// Where this page stands in each language.
    switches: Vec<(Lang, String)>,
    scheme: &'a str,
    above: Markup,
}

impl<'a> PageContext<'a> {
    /// A page of the workspace. `here` names the entry of the rail it belongs
    /// to ("today", "search", "settings", ...); empty for none.
    pub fn of(desk: &Desk, asker: &'a Asker, here: &'a str) -> PageContext<'a> {
        PageContext {
            asker: Some(asker),
            here,
            scheme: &asker.scheme,
            alone: asker.alone,
            parts: "list".to_owned(),
            above: desk.banner.shown(asker, desk.now()),
            ..PageContext::plain(asker.words())
        }
    }

    /// A page for somebody who is not signed in.
    pub fn visitor(_desk: &Desk, visitor: &Visitor) -> PageContext<'a> {
        let switches = Lang::ALL.map(|lang| (lang, visitor.in_language(lang)));
        PageContext {
            switches: switches.into(),
            ..PageContext::plain(visitor.words())
        }
    }

    fn plain(words: Words) -> PageContext<'a> {
        PageContext {
            words,
            asker: None,
            here: "",
            skips: Vec::new(),
            parts: String::new(),
            with_case: false,
            house: String::new(),
            aside: None,
            small: false,
            script: None,
            alone: false,
            switches: Vec::new(),
            scheme: "system",
            above: html! {},
        }
    }

    /// The same in another language: a customer's page speaks the case's.
    pub fn speaking(mut self, lang: Lang) -> PageContext<'a> {
        self.words = Words::of(lang);
        self
    }

    /// One more skip link, to an element with the id `anchor` that is on the page.
    pub fn skip(mut self, anchor: &'static str, text: String) -> PageContext<'a> {
        self.skips.push((anchor, text));
        self
    }

    /// What the page's script listens to besides the list: "case:7".
    pub fn hears(mut self, part: &str) -> PageContext<'a> {
        self.parts = format!("{},{part}", self.parts);
        self
    }

    /// The page shows a case: three panes, and on a phone "write" leads to its reply.
    pub fn with_case(mut self) -> PageContext<'a> {
        self.with_case = true;
        self
    }

    /// The name above a plain page, in place of our own: the mailbox's.
    pub fn house(mut self, name: &str) -> PageContext<'a> {
        name.clone_into(&mut self.house);
        self
    }

    /// At the end of a plain page's head: "Case 1042".
    pub fn aside(mut self, text: String) -> PageContext<'a> {
        self.aside = Some(text);
        self
    }

    /// A plain page with one small thing in the middle.
    pub fn small(mut self) -> PageContext<'a> {
        self.small = true;
        self
    }

    /// Where a plain page can be read in our other languages, when that is
    /// not its own address: `path?lang=..`.
    pub fn switch(mut self, path: &str) -> PageContext<'a> {
        self.switches = Lang::ALL
            .map(|lang| (lang, format!("{path}?lang={lang}")))
            .into();
        self
    }

    /// The page speaks the language of who is signed in: there is none to choose.
    pub fn without_switches(mut self) -> PageContext<'a> {
        self.switches.clear();
        self
    }

    /// A script for a plain page that works without it: "js/form.js".
    pub fn script(mut self, path: &'static str) -> PageContext<'a> {
        self.script = Some(path);
        self
    }
}

/// The whole page. `body` brings its own single `h1`. In the workspace it
/// stands inside `main.panes`; what stands around it there is written in one go,
/// so that fifty kilobytes are not copied once more.
pub fn page(context: &PageContext<'_>, title: &str, body: Markup) -> Markup {
    let words = context.words;
    let scheme = (context.scheme != "system").then_some(context.scheme);
    let density = context
        .asker
        .filter(|a| a.density == "tight")
        .map(|a| &a.density);
    html! {
        (Room(body.0.len() + 28 * 1024))
        (DOCTYPE)
        html lang=(words.lang().code()) dir="ltr" data-scheme=[scheme] data-density=[density] {
            (head(context, title))
            @if let Some(asker) = context.asker {
                body.desk data-agent=(asker.agent)
                    data-parts={ (context.parts) ",thanks:" (asker.agent) ",notices:" (asker.agent) } data-live=(asker.heard)
                    data-zone=(asker.zone.iana_name().unwrap_or("UTC"))
                    data-presence=[context.alone.then_some("off")] {
                    @if context.skips.is_empty() { a.skip href="#main" { (t!(words, "web-skip-to-content")) } }
                    @for (anchor, text) in &context.skips { a.skip href={ "#" (anchor) } { (text) } }
                    (rail(context, asker))
                    (context.above)
                    main.panes.with-case[context.with_case] #main tabindex="-1" { (body) }
                    (bottom(context, asker))
                    // What scripts say here outlives a change of the page around it.
                    div #polite.said role="status" data-still {}
                    div #alert.notices role="alert" data-still {}
                    (keys::sheet(words, asker, context.alone))
                }
            } @else {
                (plain_body(context, &body))
            }
        }
    }
}

fn head(context: &PageContext<'_>, title: &str) -> Markup {
    let script = if context.asker.is_some() {
        Some("js/main.js")
    } else {
        context.script
    };
    let unread = context
        .asker
        .map(|a| a.unread.as_str())
        .filter(|n| !n.is_empty());
    let colours = match context.scheme {
        "light" | "dark" => context.scheme,
        _ => "light dark",
    };
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content=(colours);
            title { @if let Some(n) = unread { "(" (n) ") " } (title) " · " @if context.house.is_empty() { "Heliotrope" } @else { (context.house) } }
            link rel="icon" type="image/svg+xml" href=(asset(picture(unread.is_some())));
            (styles(context.asker.is_some()))
            @if let Some(asker) = context.asker { meta name="form-token" content=(asker.form_token); }
            @if let Some(script) = script { script type="module" src=(asset(script)) {} }
        }
    }
}

/// The picture of the tab; another one while something is unread.
fn picture(news: bool) -> &'static str {
    match news {
        true => "favicon-news.svg",
        false => "favicon.svg",
    }
}

/// The links to the sheets of styles, made once where their address stays.
fn styles(desk: bool) -> PreEscaped<Cow<'static, str>> {
    static ONCE: LazyLock<[String; 2]> = LazyLock::new(|| {
        [&PLAIN_SHEETS[..], &DESK_SHEETS].map(|sheets| links(sheets).into_string())
    });
    let sheets = if desk {
        &DESK_SHEETS[..]
    } else {
        &PLAIN_SHEETS
    };
    PreEscaped(match ASSETS_STAY {
        true => ONCE[usize::from(desk)].as_str().into(),
        false => links(sheets).into_string().into(),
    })
}

fn links(sheets: &[&str]) -> Markup {
    html! {
        @for sheet in sheets { link rel="stylesheet" href=(asset(sheet)); }
        link rel="stylesheet" href=(asset("css/print.css"));
    }
}

fn plain_body(context: &PageContext<'_>, body: &Markup) -> Markup {
    html! {
        body.plain.small[context.small] {
            a.skip href="#main" { (t!(context.words, "web-skip-to-content")) }
            header.top {
                @if context.house.is_empty() {
                    span.house { (mark()) "Heliotrope" }
                } @else {
                    span.house dir="auto" { (context.house) }
                }
                @if let Some(aside) = &context.aside { span.figures { (aside) } }
            }
            main #main tabindex="-1" { (body) }
            footer.foot {
                span { (t!(context.words, "web-made-by")) }
                @for (lang, path) in context.switches.iter().filter(|(lang, _)| *lang != context.words.lang()) {
                    a href=(path) lang=(lang.code()) { (lang.own_name()) }
                }
            }
        }
    }
}

fn rail(context: &PageContext<'_>, asker: &Asker) -> Markup {
    let words = context.words;
    let entry = |name: &str, path: &str, shape: &str, label: String| {
        let current = (context.here == name).then_some("page");
        html! { li { a href=(path) aria-current=[current] { (icon(shape)) span.word { (label) } } } }
    };
    html! {
        (Room(6 * 1024))
        nav.rail aria-label=(t!(words, "web-rail")) {
            a.mark href="/today" { (mark()) span.name { "Heliotrope" } }
            ul {
                (entry("today", "/today", "sun", t!(words, "web-today")))
                (entry("mine", "/mine", "circle-user-round", t!(words, "web-mine")))
                @if !context.alone { (entry("free", "/free", "hand", t!(words, "web-free"))) }
                (entry("waiting", "/waiting", "hourglass", t!(words, "web-waiting")))
                (entry("later", "/later", "calendar-clock", t!(words, "web-later")))
                (entry("closed", "/closed", "check-check", t!(words, "web-closed")))
                (entry("views", "/views", "list-filter", t!(words, "web-views")))
                (notices(context, asker))
            }
            ul {
                (entry("search", "/search", "search", t!(words, "web-search")))
                (entry("people", "/people", "users-round", t!(words, "web-people")))
                (entry("tradeoffs", "/tradeoffs", "flag", t!(words, "web-tradeoffs")))
                @if asker.role >= Role::Agent {
                    (entry("screened", "/screened", "archive", t!(words, "web-screened")))
                    @if asker.role >= Role::Lead { (entry("lead", "/lead", "quote", t!(words, "web-lead"))) }
                    (entry("causes", "/causes", "wrench", t!(words, "web-causes")))
                }
            }
            ul.foot {
                (entry("settings", "/settings", "settings-2", t!(words, "web-settings")))
                li { a #open-keys href="/keys" { (icon("keyboard")) span.word { (t!(words, "web-keys")) } } }
                li {
                    form #sign-out method="post" action="/sign-out" {
                        (super::form_token(&asker.form_token))
                        button { (icon("log-out")) span.word { (t!(words, "web-sign-out")) } }
                    }
                }
            }
        }
    }
}

/// What its reader has not seen yet, with how many; the script reads the count here.
fn notices(context: &PageContext<'_>, asker: &Asker) -> Markup {
    let unread = Some(asker.unread.as_str()).filter(|n| !n.is_empty());
    html! {
        li #notices-entry data-part={ "notices:" (asker.agent) } data-src="/notices" data-unread=[unread]
            data-calm=(asset(picture(false))) data-news=(asset(picture(true))) {
            (bell(context, asker))
        }
    }
}

fn bell(context: &PageContext<'_>, asker: &Asker) -> Markup {
    let words = context.words;
    let unread = Some(asker.unread.as_str()).filter(|n| !n.is_empty());
    let current = (context.here == "notices").then_some("page");
    html! {
        a href="/notices" aria-current=[current] {
            (icon("bell"))
            span.word { (t!(words, "web-notices")) }
            @if let Some(n) = unread { span.unread-count { (n) " " span.said { (t!(words, "web-notices-unread")) } } }
        }
    }
}

/// The bar at the bottom of a small screen.
fn bottom(context: &PageContext<'_>, asker: &Asker) -> Markup {
    let words = context.words;
    let current = |name: &str| (context.here == name).then_some("page");
    html! {
        nav.bottom aria-label=(t!(words, "web-rail-small")) {
            a href="/today" aria-current=[current("today")] { (icon("sun")) (t!(words, "web-today")) }
            a href="/search" aria-current=[current("search")] { (icon("search")) (t!(words, "web-search")) }
            @if context.with_case {
                a href="#reply" { (icon("square-pen")) (t!(words, "web-write")) }
            } @else {
                a href="/people" aria-current=[current("people")] { (icon("users-round")) (t!(words, "web-people")) }
            }
            div #notices-below data-part={ "notices:" (asker.agent) } data-src="/notices" { (bell(context, asker)) }
            a href="/settings/me" aria-current=[current("settings")] {
                (icon("circle-user-round")) (t!(words, "web-me"))
            }
        }
    }
}

/// The link above a title, to the page that this one belongs to.
pub fn way_back(href: &str, title: &str) -> Markup {
    html! { p { a.to-before href=(href) { (icon("arrow-left")) bdi { (title) } } } }
}

/// The tabs above every page of the settings; `here` is its path.
pub fn settings_nav(asker: &Asker, here: &str) -> Markup {
    let words = asker.words();
    let tab = |path: &str, label: String| {
        let current = (path == here).then_some("page");
        html! { a href=(path) aria-current=[current] { (label) } }
    };
    html! {
        nav.settings-nav aria-label=(t!(words, "web-settings")) {
            @if asker.role >= Role::Admin {
                (tab("/settings/mailboxes", t!(words, "web-mailboxes")))
                (tab("/settings/people", t!(words, "web-team")))
            }
            @if asker.role >= Role::Lead {
                @if !asker.alone { (tab("/settings/teams", t!(words, "web-teams"))) }
                (tab("/settings/hours", t!(words, "web-hours")))
                (tab("/settings/words", t!(words, "web-words")))
                (tab("/settings/goodwill", t!(words, "web-goodwill")))
                (tab("/settings/billing", t!(words, "web-billing")))
                (tab("/settings/apologies", t!(words, "web-apologies")))
                (tab("/settings/complaints", t!(words, "web-complaints")))
                (tab("/settings/health", t!(words, "web-health")))
            }
            @if asker.role >= Role::Agent { (tab("/settings/times", t!(words, "web-times"))) }
            (tab("/settings/me", t!(words, "web-my-settings")))
        }
    }
}
