//! The frame around every page: skip links, the rail, the live regions.

use maud::{DOCTYPE, Markup, html};

use super::asker::{Asker, Role, Visitor};
use super::assets::asset;
use super::desk::Desk;
use super::icons::icon;
use crate::kit::words::{Lang, Words};
use crate::t;

/// For whom the page is, and where in the product it stands.
pub struct PageContext<'a> {
    pub words: Words,
    asker: Option<&'a Asker>,
    /// The entry of the rail that is marked: "today", "people", ...
    here: &'a str,
    /// Extra skip links: (anchor, text).
    skips: Vec<(&'static str, String)>,
    narrow: bool,
}

impl<'a> PageContext<'a> {
    /// A page of the workspace. `here` names the entry of the rail it belongs
    /// to; empty for none.
    pub fn of(_desk: &Desk, asker: &'a Asker, here: &'a str) -> PageContext<'a> {
        PageContext {
            words: asker.words(),
            asker: Some(asker),
            here,
            skips: Vec::new(),
            narrow: false,
        }
    }

    /// A page for somebody who is not signed in: no rail, no script.
    pub fn visitor(_desk: &Desk, visitor: &Visitor) -> PageContext<'a> {
        PageContext {
            words: visitor.words(),
            asker: None,
            here: "",
            skips: Vec::new(),
            narrow: true,
        }
    }

    /// The same in another language: a customer's page speaks the case's.
    pub fn speaking(mut self, lang: Lang) -> PageContext<'a> {
        self.words = Words::of(lang);
        self
    }

    /// One more skip link, to an element with the id `anchor`.
    pub fn skip(mut self, anchor: &'static str, text: String) -> PageContext<'a> {
        self.skips.push((anchor, text));
        self
    }
}

/// The whole page. `body` brings its own single `h1`.
pub fn page(context: &PageContext<'_>, title: &str, body: Markup) -> Markup {
    let words = context.words;
    let scheme = context.asker.map_or("system", |a| a.scheme.as_str());
    let density = context.asker.map_or("roomy", |a| a.density.as_str());
    let keys = context.asker.is_some_and(|a| a.single_keys);
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) dir="ltr" data-scheme=(scheme) data-density=(density)
            data-keys=[keys.then_some("on")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content=(color_scheme(scheme));
                title { (title) " · Heliotrope" }
                link rel="icon" type="image/svg+xml" href=(asset("favicon.svg"));
            }
            body.visitor[context.narrow] {
                a.skip href="#main" { (t!(words, "web-skip-to-content")) }
                @for (anchor, text) in &context.skips { a.skip href={ "#" (anchor) } { (text) } }
                @if let Some(asker) = context.asker { (rail(context, asker)) }
                main #main tabindex="-1" { (body) }
                div #polite.spoken role="status" aria-live="polite" {}
                div #alert.spoken role="alert" {}
            }
        }
    }
}

fn color_scheme(scheme: &str) -> &'static str {
    match scheme {
        "light" => "light",
        "dark" => "dark",
        _ => "light dark",
    }
}

fn rail(context: &PageContext<'_>, asker: &Asker) -> Markup {
    let words = context.words;
    let entry = |name: &str, path: &str, shape: &str, label: String| {
        let current = (context.here == name).then_some("page");
        html! { li { a href=(path) aria-current=[current] { (icon(shape)) span { (label) } } } }
    };
    html! {
        nav.rail aria-label=(t!(words, "web-rail")) {
            ul {
                (entry("today", "/today", "inbox", t!(words, "web-today")))
                (entry("search", "/search", "search", t!(words, "web-search")))
                (entry("people", "/people", "people", t!(words, "web-people")))
                (entry("settings", "/settings", "settings", t!(words, "web-settings")))
                @if asker.role >= Role::Admin {
                    (entry("team", "/settings/people", "team", t!(words, "web-team")))
                }
            }
            form method="post" action="/sign-out" {
                (super::form_token(&asker.form_token))
                button type="submit" { (icon("sign-out")) span { (t!(words, "web-sign-out")) } }
            }
        }
    }
}
