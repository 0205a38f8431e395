//! What a search looks like.

use maud::{Markup, html};
use url::form_urlencoded::Serializer;

use super::pages::Results;
use super::rules::{Scope, snippet};
use super::store::Hit;
use crate::cases::rules::NO_DATE;
use crate::filters::deeds::refusal;
use crate::filters::rules::Trouble;
use crate::filters::views::{help, ideas, keep_as};
use crate::kit::At;
use crate::t;
use crate::web::{Asker, icon};

pub fn results(asker: &Asker, results: &Results, now: At) -> Markup {
    let words = asker.words();
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                h1.said { (t!(words, "search-title")) }
                (form(asker, results))
                @if let Some(trouble) = &results.trouble { (not_read(asker, trouble, results)) }
                @if results.query.is_empty() {
                    p.quietly { (t!(words, "search-how")) }
                } @else if results.hits.is_empty() && results.next.is_none() {
                    (nothing(asker, results))
                } @else {
                    (found(asker, results))
                    ol.hits.found { @for hit in &results.hits { (row(asker, hit, &results.marks, now)) } }
                    @if let Some(next) = &results.next {
                        p { a.btn href=(link(&results.query, results.scope, Some(next))) { (t!(words, "search-older")) } }
                    }
                }
                (help(words, results.query.is_empty()))
            }
        }
    }
}

/// How many there are, and what can be done with the filter that picked them.
fn found(asker: &Asker, results: &Results) -> Markup {
    let words = asker.words();
    html! {
        div.found-line {
            p.quietly role="status" {
                @match (results.cases, results.capped, results.filter.is_some()) {
                    (Some(n), true, false) => { (t!(words, "search-capped", n = n as i64)) }
                    (Some(n), ..) => { (t!(words, "search-found", n = n as i64)) }
                    (None, ..) => { (t!(words, "search-by-case")) }
                }
                @if results.capped && results.filter.is_some() { " " (t!(words, "filters-limited")) }
            }
            @if let Some(filter) = &results.filter {
                a.btn.quiet href=(keep_as(filter)) { (icon("plus")) (t!(words, "filters-keep-this")) }
            }
        }
    }
}

/// What looked like a filter, why it was searched as words, and the nearest that
/// can be read.
fn not_read(asker: &Asker, trouble: &Trouble, results: &Results) -> Markup {
    let words = asker.words();
    let mended = trouble
        .nearest
        .as_ref()
        .map(|near| trouble.mended(&results.query, near));
    html! {
        div.bar.owed role="status" { (icon("circle-alert"))
            p { (refusal(trouble).detail(words)) " " (t!(words, "search-as-words"))
                @if let Some(mended) = &mended {
                    " " a href=(link(mended, results.scope, None)) { (t!(words, "search-nearest", query = mended.as_str())) }
                }
            }
        }
    }
}

fn form(asker: &Asker, results: &Results) -> Markup {
    let words = asker.words();
    html! {
        form.search-form role="search" action="/search" {
            label.said for="q" { (t!(words, "search-title")) }
            input.input #q type="search" name="q" value=(results.query) autocomplete="off" dir="auto"
                autofocus[results.query.is_empty()];
            (ideas("q", words))
            @if let (Some(Scope::Person(id)), person) = (results.scope, &results.person) {
                label.said for="scope" { (t!(words, "search-where")) }
                select.select #scope name="scope" {
                    option value={ "person:" (id) } selected {
                        (t!(words, "search-in-letters-of", name = person.clone().unwrap_or_default()))
                    }
                    option value="" { (t!(words, "search-everywhere")) }
                }
            } @else if results.mailboxes.len() > 1 {
                label.said for="scope" { (t!(words, "search-where")) }
                select.select #scope name="scope" {
                    option value="" { (t!(words, "search-everywhere")) }
                    @for (id, address) in &results.mailboxes {
                        option value={ "mailbox:" (id) } selected[results.scope == Some(Scope::Mailbox(*id))] {
                            (address)
                        }
                    }
                }
            }
            button.btn.primary { (icon("search")) (t!(words, "search-title")) }
        }
    }
}

fn nothing(asker: &Asker, results: &Results) -> Markup {
    let words = asker.words();
    html! {
        div.empty {
            p role="status" { (t!(words, "search-nothing", query = results.query.as_str())) }
            // Where it looked like a filter, the line above says the nearest.
            @if let Some(nearest) = results.nearest.as_ref().filter(|_| results.trouble.is_none()) {
                p { a href=(link(nearest, results.scope, None)) { (t!(words, "search-nearest", query = nearest.as_str())) } }
            }
            @if results.scope.is_some() {
                p { a href=(link(&results.query, None, None)) { (t!(words, "search-widen")) } }
            }
            p.quietly { (t!(words, "search-searched")) }
        }
    }
}

fn row(asker: &Asker, hit: &Hit, query: &str, now: At) -> Markup {
    let words = asker.words();
    let said_by = match hit.kind.as_str() {
        "letter" => t!(words, "search-in-letter", name = hit.by.as_str()),
        "call" => t!(words, "search-in-call", name = hit.by.as_str()),
        "note" => t!(words, "search-in-note", name = hit.by.as_str()),
        _ => t!(words, "search-in-reply", name = hit.by.as_str()),
    };
    html! {
        li {
            a href={ "/cases/" (hit.case) "#m" (hit.message) } {
                span.subject dir="auto" {
                    @for part in marked(&hit.subject, query) { (part) }
                    @if hit.subject.trim().is_empty() { (t!(words, "search-no-subject")) }
                }
                span.where {
                    @if hit.closed {
                        span { (t!(words, "search-closed")) }
                    } @else if hit.owed_at != NO_DATE {
                        @let late = hit.owed_at < now;
                        span.pill.late[late].owed[!late] {
                            (icon(if late { "circle-alert" } else { "clock" }))
                            (words.time_tag(hit.owed_at, &asker.zone, now))
                        }
                    }
                }
                span.text dir="auto" { @for part in marked(&hit.words, query) { (part) } }
                span.said-by { (said_by) ", #" (hit.case) ", " (words.clock_tag(hit.at, &asker.zone, now)) }
            }
        }
    }
}

fn marked(text: &str, query: &str) -> Vec<Markup> {
    let part = |p: super::rules::Part| match p.found {
        true => html! { mark { (p.text) } },
        false => html! { (p.text) },
    };
    snippet(text, query).into_iter().map(part).collect()
}

fn link(query: &str, scope: Option<Scope>, next: Option<&str>) -> String {
    let mut link = Serializer::for_suffix("/search?".to_owned(), "/search?".len());
    link.append_pair("q", query);
    match scope {
        Some(Scope::Mailbox(id)) => drop(link.append_pair("scope", &format!("mailbox:{id}"))),
        Some(Scope::Person(id)) => drop(link.append_pair("scope", &format!("person:{id}"))),
        None => {}
    }
    if let Some(next) = next {
        link.append_pair("cursor", next);
    }
    link.finish()
}
