//! The page of an export: a file of its own, for the person it is about.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::cases::views::size;
use crate::erasure::deeds::export::{Held, HeldCase, HeldNeed};
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
            (asked(words, case, when))
            (given(words, case, when))
            (billed(words, case, when))
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

/// A heading in words and what stands below it; nothing where nothing does.
fn listed(title: String, lines: &[Markup]) -> Markup {
    html! {
        @if !lines.is_empty() {
            p { (title) }
            ul { @for line in lines { li dir="auto" { (line) } } }
        }
    }
}

fn asked(words: Words, case: &HeldCase, when: &dyn Fn(At) -> String) -> Markup {
    let needs: Vec<Markup> = case.needs.iter().map(|n| need(words, n, when)).collect();
    let promises: Vec<Markup> = case
        .promises
        .iter()
        .map(|p| html! { (p.text) " " span.quiet { (when(p.due)) } })
        .collect();
    let plan: Vec<Markup> = match &case.plan {
        Some(plan) => [&plan.can, &plan.cannot]
            .into_iter()
            .chain(&plan.steps)
            .filter(|said| !said.is_empty())
            .map(|said| html! { (said) })
            .collect(),
        None => Vec::new(),
    };
    html! {
        (listed(t!(words, "erasure-export-needs"), &needs))
        (listed(t!(words, "erasure-export-promises"), &promises))
        (listed(t!(words, "plans-ours"), &plan))
    }
}

fn need(words: Words, need: &HeldNeed, when: &dyn Fn(At) -> String) -> Markup {
    html! {
        (need.text)
        @if let Some(no) = &need.no {
            @if !no.reason.is_empty() { br; (t!(words, "erasure-export-no", reason = no.reason.as_str())) }
            @for said in [&no.possible, &no.signpost].into_iter().flatten() { br; (said) }
        }
        @for on in &need.looks_back { " " span.quiet { (t!(words, "erasure-export-look", when = when(*on))) } }
    }
}

/// What was put right, given beyond that, and said sorry for.
fn given(words: Words, case: &HeldCase, when: &dyn Fn(At) -> String) -> Markup {
    let lang = words.lang();
    let put_right: Vec<Markup> = case
        .restitution
        .iter()
        .map(|one| {
            html! {
                (restitution(words, &one.kind))
                @if let Some(amount) = &one.amount { " " (amount.money.exact(lang)) }
                " " span.quiet {
                    (t!(words, "erasure-export-offered", when = when(one.offered_at)))
                    @if let Some(at) = one.accepted_at { " · " (t!(words, "erasure-export-accepted", when = when(at))) }
                    @if let Some(at) = one.given_at { " · " (t!(words, "erasure-export-given", when = when(at))) }
                }
            }
        })
        .collect();
    let gifts: Vec<Markup> = case
        .gifts
        .iter()
        .map(|gift| {
            html! { (gift_kind(words, &gift.kind)) " " (gift.amount.money.exact(lang)) " " span.quiet { (when(gift.at)) } }
        })
        .collect();
    html! {
        (listed(t!(words, "erasure-export-restitution"), &put_right))
        (listed(t!(words, "erasure-export-gifts"), &gifts))
        @for apology in &case.apologies { p { (t!(words, "erasure-export-apology", when = when(apology.at))) } }
        @if let Some(complaint) = &case.complaint {
            p {
                (t!(words, "erasure-export-complaint", when = when(complaint.received_at)))
                @if let Some(at) = complaint.final_at { " " (t!(words, "erasure-export-final", when = when(at))) }
                @if let Some(at) = complaint.rejected_at { " " (t!(words, "erasure-export-rejected", when = when(at))) }
            }
        }
    }
}

fn restitution(words: Words, kind: &str) -> String {
    match kind {
        "refund" => t!(words, "goodwill-kind-refund"),
        "credit" => t!(words, "goodwill-kind-credit"),
        "replacement" => t!(words, "goodwill-kind-replacement"),
        _ => t!(words, "erasure-export-repair"),
    }
}

fn gift_kind(words: Words, kind: &str) -> String {
    match kind {
        "gift" => t!(words, "goodwill-kind-gift"),
        kind => restitution(words, kind),
    }
}

/// Time as an invoice shows it, and quotes as they were read.
fn billed(words: Words, case: &HeldCase, when: &dyn Fn(At) -> String) -> Markup {
    let lang = words.lang();
    let time: Vec<Markup> = case
        .time
        .iter()
        .map(|spent| {
            let span = crate::billing::rules::span(spent.minutes, words);
            let what = match spent.kind {
                "research" => t!(words, "billing-research-given", span = span),
                _ => t!(words, "billing-direct", span = span),
            };
            html! { (what) " " span.quiet { (when(spent.at)) } }
        })
        .collect();
    let quotes: Vec<Markup> = case
        .quotes
        .iter()
        .map(|quote| {
            html! {
                (t!(words, "billing-quote-is", total = quote.total.money.exact(lang))) " · "
                @match quote.accepted {
                    None => (t!(words, "billing-quote-waits")),
                    Some(true) => (t!(words, "billing-quote-accepted")),
                    Some(false) => (t!(words, "billing-quote-refused")),
                }
                " " span.quiet { (when(quote.made_at)) }
                @for line in &quote.lines { br; (line.text) " " (line.amount.money.exact(lang)) }
            }
        })
        .collect();
    html! {
        (listed(t!(words, "billing-title"), &time))
        (listed(t!(words, "erasure-export-quotes"), &quotes))
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
