//! The page of an export: a file of its own, for the person it is about.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::cases::views::size;
use crate::erasure::deeds::export::{Held, HeldCase};
use crate::kit::At;
use crate::kit::moments::zone;
use crate::kit::words::Words;
use crate::t;

/// How the page of an export looks, wherever it is opened and printed.
const PAPER: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#211a2b}\
    h1,h2,h3{line-height:1.25}article{border-top:1px solid #dcd5e3;padding:.5rem 0}\
    .words{white-space:pre-wrap;overflow-wrap:anywhere}.quiet{color:#5a5066;font-size:.85rem}\
    section{break-inside:auto}article{break-inside:avoid-page}dt{font-weight:600}dd{margin:0 0 .5rem}";

/// All we hold on somebody, in their language; a file of its own.
pub fn export(words: Words, held: &Held) -> Markup {
    let when = |at: At| words.in_full(at, &zone(held.zone.as_deref().unwrap_or("UTC")));
    let title = t!(words, "erasure-export-title");
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (title) }
                style { (PreEscaped(PAPER)) }
            }
            body {
                h1 { (title) }
                p { (t!(words, "erasure-export-lead", when = when(held.made_at))) }
                h2 { (t!(words, "erasure-export-you")) }
                dl {
                    dt { (t!(words, "people-name")) } dd dir="auto" { (held.name) }
                    dt { (t!(words, "people-addresses")) }
                    @for one in &held.addresses {
                        dd { (one.address) " " span.quiet { (t!(words, "erasure-export-since", when = when(one.since))) } }
                    }
                    @if let Some(language) = &held.language { dt { (t!(words, "people-language")) } dd { (language) } }
                    @if let Some(zone) = &held.zone { dt { (t!(words, "people-zone")) } dd { (zone) } }
                }
                h2 { (t!(words, "people-cases")) }
                @if held.cases.is_empty() { p { (t!(words, "people-no-cases")) } }
                @for case in &held.cases { (export_case(words, case, &when)) }
            }
        }
    }
}

fn export_case(words: Words, case: &HeldCase, when: &dyn Fn(At) -> String) -> Markup {
    html! {
        section {
            h3 dir="auto" { "#" (case.number) " " (case.subject) }
            p.quiet {
                (when(case.opened_at)) " · " (case.mailbox) " · "
                @if case.state == "closed" { (t!(words, "erasure-export-closed")) }
                @else { (t!(words, "erasure-export-open")) }
            }
            @if case.with_others { p.quiet { (t!(words, "erasure-export-with-others")) } }
            @if !case.needs.is_empty() {
                p { (t!(words, "erasure-export-needs")) }
                ul { @for need in &case.needs { li dir="auto" { (need.text) } } }
            }
            @if !case.promises.is_empty() {
                p { (t!(words, "erasure-export-promises")) }
                ul { @for promise in &case.promises {
                    li dir="auto" { (promise.text) " " span.quiet { (when(promise.due)) } }
                } }
            }
            @if let Some(plan) = &case.plan {
                p { (t!(words, "plans-ours")) }
                ul {
                    @for said in [&plan.can, &plan.cannot].into_iter().chain(&plan.steps).filter(|s| !s.is_empty()) {
                        li dir="auto" { (said) }
                    }
                }
            }
            @for message in &case.messages {
                article {
                    p.quiet {
                        @match message.kind {
                            "letter" => (t!(words, "erasure-export-letter")),
                            "reply" => (t!(words, "erasure-export-reply")),
                            _ => (t!(words, "erasure-export-note")),
                        }
                        " · " bdi { (message.from) } " · " (when(message.at))
                        @for delivery in &message.deliveries { " · " (delivery.to) }
                    }
                    div.words dir="auto" { (message.text) }
                    @if let Some(quoted) = &message.quoted { div.words.quiet dir="auto" { (quoted) } }
                    @if !message.files.is_empty() {
                        ul { @for file in &message.files {
                            li { a href=(link(&file.place)) { bdi { (file.name) } } " " span.quiet { (size(file.bytes)) } }
                        } }
                    }
                }
            }
        }
    }
}

/// A path inside the archive as an address: names may hold any character.
fn link(place: &str) -> String {
    let part = |part: &str| -> String {
        let encoded: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
        encoded.replace('+', "%20")
    };
    place.split('/').map(part).collect::<Vec<_>>().join("/")
}
