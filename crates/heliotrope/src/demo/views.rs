//! The catcher's page: a list of letters, and one as its reader sees it.

use super::catcher::Caught;
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::{asset, icon};
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, html};

const SHEETS: [&str; 8] = [
    "css/tokens.css",
    "css/base.css",
    "css/controls.css",
    "css/layout.css",
    "css/list.css",
    "css/case.css",
    "css/plain.css",
    "css/pages.css",
];

pub fn page(
    words: Words,
    now: At,
    letters: &[Caught],
    next: Option<&str>,
    open: Option<&Caught>,
) -> Markup {
    let heading = t!(words, "demo-caught");
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (heading) " · Heliotrope" }
                link rel="icon" type="image/svg+xml" href=(asset("favicon.svg"));
                @for sheet in SHEETS { link rel="stylesheet" href=(asset(sheet)); }
            }
            body.caught {
                a.skip href="#main" { (t!(words, "web-skip-to-content")) }
                nav.list-pane aria-label=(heading) {
                    header.list-head {
                        @if open.is_some() { h2 { (heading) } } @else { h1 { (heading) } }
                    }
                    @if letters.is_empty() { div.empty { p { (t!(words, "demo-caught-none")) } } }
                    ol.rows { @for caught in letters { (row(words, now, caught, open)) } }
                    @if let Some(next) = next {
                        p.more-rows { a.btn.wide href={ "/mail?cursor=" (next) } { (t!(words, "demo-caught-more")) } }
                    }
                }
                main #main tabindex="-1" {
                    @match open {
                        Some(caught) => (letter(words, caught)),
                        None => div.empty { p { (t!(words, "demo-caught-choose")) } },
                    }
                }
            }
        }
    }
}

fn row(words: Words, now: At, caught: &Caught, open: Option<&Caught>) -> Markup {
    let (letter, _) = letters::read(&caught.bytes);
    let current = open.is_some_and(|o| o.id == caught.id).then_some("true");
    let to = caught.to.join(", ");
    html! {
        li data-key=(caught.id) {
            a.row href={ "/mail/" (caught.id) } aria-current=[current] {
                span.who dir="auto" { (to) }
                span.what dir="auto" {
                    (letter.subject.unwrap_or_default())
                    span.snippet { (crate::messages::rules::preview(&letter.shown_text, 120)) }
                }
                span.more {}
                span.when { (words.time_tag(caught.at, &TimeZone::UTC, now)) }
            }
        }
    }
}

fn letter(words: Words, caught: &Caught) -> Markup {
    let (letter, _) = letters::read(&caught.bytes);
    let shown = |a: &letters::Address| match &a.name {
        Some(name) => format!("{name} <{}>", a.address),
        None => a.address.clone(),
    };
    let list = |all: &[letters::Address]| all.iter().map(shown).collect::<Vec<_>>().join(", ");
    let subject = letter.subject.clone().unwrap_or_default();
    html! {
        article.caught-letter {
            header.stack {
                a.btn.quiet.back-small href="/mail" { (icon("arrow-left")) (t!(words, "demo-caught-all")) }
                h1 dir="auto" { @if subject.trim().is_empty() { (t!(words, "cases-no-subject")) } @else { (subject) } }
                dl.facts-list {
                    dt { (t!(words, "demo-caught-from")) } dd dir="auto" { (list(&letter.from)) }
                    dt { (t!(words, "demo-caught-to")) } dd dir="auto" { (list(&letter.to)) }
                    @if !letter.cc.is_empty() {
                        dt { (t!(words, "demo-caught-copy")) } dd dir="auto" { (list(&letter.cc)) }
                    }
                }
            }
            iframe.letter sandbox="allow-popups allow-popups-to-escape-sandbox"
                title=(subject) src={ "/mail/" (caught.id) "/html" } {}
        }
    }
}
