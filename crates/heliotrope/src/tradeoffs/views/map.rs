//! V11: the map of trade-offs, and one of them with the asks behind it.

use super::super::plot;
use super::super::rules::{self, Measure, Tradeoff};
use super::super::store::{Ask, Asked, Changed};
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::{Asker, Role, form_token, icon, way_back};
use jiff::civil::Date;
use maud::{Markup, html};

/// One row with its figures of the last 90 days.
pub struct Row {
    pub tradeoff: Tradeoff,
    pub asked: Option<Asked>,
    /// How often it was asked for, and how often it was had.
    pub facts: (i64, i64),
}

impl Row {
    pub fn lived(&self) -> Option<f64> {
        rules::lived(self.facts.0, self.facts.1)
    }
}

pub struct Map {
    pub rows: Vec<Row>,
    pub today: Date,
    /// Needs settled in the last 90 days, and those declined.
    pub settled: (i64, i64),
}

pub fn map(asker: &Asker, map: &Map) -> Markup {
    let words = asker.words();
    let writes = asker.role >= Role::Agent;
    html! {
        div.pane.sheet-page {
            div.broad.tradeoffs {
                header.page-head {
                    h1 { (t!(words, "tradeoffs-title")) }
                    @if writes {
                        a.btn.primary href="/tradeoffs/new" { (icon("plus")) (t!(words, "tradeoffs-write")) }
                    }
                }
                p.lead { (t!(words, "tradeoffs-lead")) }
                @for row in map.rows.iter().filter(|row| row.tradeoff.what.review_on <= map.today) {
                    (review(asker, &row.tradeoff))
                }
                @if map.rows.is_empty() { (examples(words)) } @else { (table(asker, map)) }
                p.quietly { a href="/help/not" { (t!(words, "tradeoffs-public-page")) } }
            }
        }
    }
}

/// On its day it asks: keep, change, drop.
fn review(asker: &Asker, tradeoff: &Tradeoff) -> Markup {
    let words = asker.words();
    html! {
        div.bar.owed #{ "review-" (tradeoff.id) } {
            (icon("calendar-clock"))
            p { strong dir="auto" { (tradeoff.what.title) } " "
                (t!(words, "tradeoffs-review-asks", owner = tradeoff.owner_name.as_str())) }
            @if asker.role >= Role::Agent {
                form.btns method="post" action={ "/tradeoffs/" (tradeoff.id) "/review" } {
                    (form_token(&asker.form_token))
                    button.btn name="decision" value="keep" { (t!(words, "tradeoffs-keep")) }
                    a.btn href={ "/tradeoffs/" (tradeoff.id) "/change" } { (t!(words, "tradeoffs-change")) }
                    button.btn.quiet name="decision" value="drop" { (t!(words, "tradeoffs-drop")) }
                }
            }
        }
    }
}

/// Clearly not theirs: what others decided, to see how one is made.
fn examples(words: Words) -> Markup {
    let examples = [
        (
            t!(words, "tradeoffs-example-1"),
            t!(words, "tradeoffs-example-1-why"),
        ),
        (
            t!(words, "tradeoffs-example-2"),
            t!(words, "tradeoffs-example-2-why"),
        ),
        (
            t!(words, "tradeoffs-example-3"),
            t!(words, "tradeoffs-example-3-why"),
        ),
    ];
    html! {
        section.examples aria-labelledby="examples" {
            h2 #examples { (t!(words, "tradeoffs-examples")) }
            p.quietly { (t!(words, "tradeoffs-examples-what")) }
            ul { @for (title, why) in &examples { li { strong { (title) } p { (why) } } } }
        }
    }
}

fn table(asker: &Asker, map: &Map) -> Markup {
    let words = asker.words();
    let (settled, declined) = map.settled;
    html! {
        p.legend {
            span { span.key.decided aria-hidden="true" {} (t!(words, "tradeoffs-decided")) }
            span { span.key.lived aria-hidden="true" {} (t!(words, "tradeoffs-lived")) }
        }
        div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "tradeoffs-title")) {
            table.table.map {
                thead { tr {
                    th { (t!(words, "tradeoffs-row")) }
                    th { (t!(words, "tradeoffs-scale")) }
                    th.number { (t!(words, "tradeoffs-decided-short")) }
                    th.number { (t!(words, "tradeoffs-lived-short")) }
                    th.number { (t!(words, "tradeoffs-share")) }
                    th.number { (t!(words, "tradeoffs-taken")) }
                    th.number { (t!(words, "tradeoffs-not-yet")) }
                    th { (t!(words, "tradeoffs-review")) }
                    th { span.said { (t!(words, "tradeoffs-order")) } }
                } }
                tbody {
                    @for (at, row) in map.rows.iter().enumerate() {
                        (table_row(asker, row, settled, (at == 0, at + 1 == map.rows.len())))
                    }
                }
            }
        }
        p.quietly { (t!(words, "tradeoffs-team-figure", declined = declined, settled = settled)) }
        p.quietly { (t!(words, "tradeoffs-lived-how")) }
    }
}

fn table_row(asker: &Asker, row: &Row, settled: i64, (first, last): (bool, bool)) -> Markup {
    let words = asker.words();
    let what = &row.tradeoff.what;
    let id = row.tradeoff.id;
    let lived = row.lived();
    let asked = row.asked.as_ref();
    let asks = asked.map_or(0, |a| a.asks);
    html! {
        tr data-key={ "t" (id) } {
            td dir="auto" {
                a href={ "/tradeoffs/" (id) } { (what.title) }
                @if !what.instead.is_empty() && what.is_weak() {
                    p.instead { (t!(words, "tradeoffs-instead", ways = what.instead.join(", "))) }
                }
            }
            td.plot { (plot::row(what.decided, lived, words)) }
            td.number data-label=(t!(words, "tradeoffs-decided-short")) { (what.decided) }
            td.number title=(how(row, words)) data-label=(t!(words, "tradeoffs-lived-short")) {
                @match lived {
                    Some(lived) => { (format!("{lived:.1}"))
                        @if rules::far(what.decided, Some(lived)) {
                            " " span.pill.owed { (icon("circle-alert")) (t!(words, "tradeoffs-far")) }
                        }
                    }
                    None => "–",
                }
            }
            td.number data-label=(t!(words, "tradeoffs-share")) { (asks)
                @if settled > 0 && asks > 0 {
                    " · " (format!("{:.1} %", asks as f64 * 100.0 / settled as f64))
                } }
            td.number data-label=(t!(words, "tradeoffs-taken")) { (asked.map_or(0, |a| a.taken)) }
            td.number data-label=(t!(words, "tradeoffs-not-yet")) { (asked.map_or(0, |a| a.not_yet)) }
            td.day data-label=(t!(words, "tradeoffs-review")) { (what.review_on) }
            td.act {
                @if asker.role >= Role::Agent {
                    form method="post" action={ "/tradeoffs/" (id) "/place" } {
                        (form_token(&asker.form_token))
                        button.btn.quiet.icon-only name="to" value="up" disabled[first] {
                            (icon("chevron-up")) span.said { (t!(words, "tradeoffs-up", title = what.title.as_str())) }
                        }
                        button.btn.quiet.icon-only name="to" value="down" disabled[last] {
                            (icon("chevron-down")) span.said { (t!(words, "tradeoffs-down", title = what.title.as_str())) }
                        }
                    }
                }
            }
        }
    }
}

/// The facts behind the dot, in words.
fn how(row: &Row, words: Words) -> String {
    let (asked, had) = row.facts;
    match row.tradeoff.what.measure {
        Measure::Asks => t!(words, "tradeoffs-how-asks", asked = asked, had = had),
        Measure::Promises => t!(words, "tradeoffs-how-promises", asked = asked, had = had),
        Measure::FirstAnswer => t!(
            words,
            "tradeoffs-how-first-answer",
            asked = asked,
            had = had
        ),
    }
}

/// One of them: what it says, the asks behind it, who changed it.
pub fn one(asker: &Asker, row: &Row, asks: &[Ask], history: &[Changed], now: At) -> Markup {
    let words = asker.words();
    let tradeoff = &row.tradeoff;
    let what = &tradeoff.what;
    let fact = |label: String, text: &str| {
        html! { @if !text.is_empty() { dt { (label) } dd dir="auto" { (text) } } }
    };
    html! {
        div.pane.sheet-page {
            div.broad.tradeoffs {
                (way_back("/tradeoffs", &t!(words, "tradeoffs-title")))
                header.page-head {
                    h1 dir="auto" { (what.title) }
                    @if asker.role >= Role::Agent && tradeoff.dropped_at.is_none() {
                        a.btn href={ "/tradeoffs/" (tradeoff.id) "/change" } {
                            (icon("pencil")) (t!(words, "tradeoffs-change")) }
                    }
                }
                @if let Some(at) = tradeoff.dropped_at {
                    div.bar { (icon("info")) p { (t!(words, "tradeoffs-is-dropped")) " "
                        (words.time_tag(at, &asker.zone, now)) } }
                }
                div.halves {
                    dl.facts-list {
                        (fact(t!(words, "tradeoffs-bad-at"), &what.bad_at))
                        (fact(t!(words, "tradeoffs-because"), &what.because))
                        (fact(t!(words, "tradeoffs-so-that"), &what.so_that))
                        (fact(t!(words, "tradeoffs-possible"), &what.instead.join(" · ")))
                        (fact(t!(words, "tradeoffs-slots"), &rules::slots_text(&what.slots).replace('\n', " · ")))
                        (fact(t!(words, "tradeoffs-signpost"), &what.signpost))
                        (fact(t!(words, "tradeoffs-for-whom"), &what.for_whom))
                        (fact(t!(words, "tradeoffs-owner"), &tradeoff.owner_name))
                        (fact(t!(words, "tradeoffs-review"), &what.review_on.to_string()))
                    }
                    div {
                        (plot::row(what.decided, row.lived(), words))
                        p.quietly { (how(row, words)) }
                    }
                }
                section.section aria-labelledby="asks" {
                    h2 #asks { (t!(words, "tradeoffs-asks-behind")) }
                    (asks_list(asker, asks, now))
                }
                section.section aria-labelledby="history" {
                    h2 #history { (t!(words, "tradeoffs-history")) }
                    (changes(asker, history, now))
                }
            }
        }
    }
}

fn asks_list(asker: &Asker, asks: &[Ask], now: At) -> Markup {
    let words = asker.words();
    html! {
        @if asks.is_empty() { p.quietly { (t!(words, "tradeoffs-nobody-asked")) } }
        ol.hits {
            @for ask in asks {
                li { a href={ "/cases/" (ask.case) } {
                    span.subject dir="auto" { (ask.words) }
                    span.where {
                        @if ask.taken { (t!(words, "tradeoffs-ask-taken")) " " }
                        @if ask.not_yet { (t!(words, "tradeoffs-ask-not-yet")) " " }
                        @if ask.met { (t!(words, "tradeoffs-ask-met")) }
                    }
                    span.said-by { "#" (ask.case) ", " (words.clock_tag(ask.at, &asker.zone, now)) }
                } }
            }
        }
    }
}

fn changes(asker: &Asker, history: &[Changed], now: At) -> Markup {
    let words = asker.words();
    html! {
        ul.history {
            @for change in history {
                @let name = change.by.clone().unwrap_or_else(|| t!(words, "tradeoffs-the-desk"));
                li {
                    @match change.what.as_str() {
                        "made" => (t!(words, "tradeoffs-did-make", name = name)),
                        "kept" => (t!(words, "tradeoffs-did-keep", name = name)),
                        "dropped" => (t!(words, "tradeoffs-did-drop", name = name)),
                        _ => (t!(words, "tradeoffs-did-change", name = name, fields = fields(change, words))),
                    }
                    ", " (words.clock_tag(change.at, &asker.zone, now))
                }
            }
        }
    }
}

fn fields(change: &Changed, words: Words) -> String {
    let said = change.fields.iter().map(|field| match field.as_str() {
        "title" => t!(words, "tradeoffs-name"),
        "why" => t!(words, "tradeoffs-why"),
        "bad_at" => t!(words, "tradeoffs-bad-at"),
        "because" => t!(words, "tradeoffs-because"),
        "so_that" => t!(words, "tradeoffs-so-that"),
        "instead" => t!(words, "tradeoffs-possible"),
        "signpost" => t!(words, "tradeoffs-signpost"),
        "slots" | "slot_link" => t!(words, "tradeoffs-slots"),
        "for_whom" => t!(words, "tradeoffs-for-whom"),
        "owner" => t!(words, "tradeoffs-owner"),
        "review_on" => t!(words, "tradeoffs-review"),
        "public" => t!(words, "tradeoffs-public"),
        "decided" => t!(words, "tradeoffs-decided-short"),
        _ => t!(words, "tradeoffs-measure"),
    });
    said.collect::<Vec<_>>().join(", ")
}
