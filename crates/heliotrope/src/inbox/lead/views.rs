//! The lead's page as it is read: what we owe, what we asked, what went wrong.

use super::{Lead, MOST, Row, Which, is_late, percent};
use crate::cases::Exemption;
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::{Asker, icon};
use crate::{causes, goodwill};
use maud::{Markup, html};

pub fn lead(lead: &Lead, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    html! {
        div.pane.sheet-page { div.broad.stack {
            header.page-head { h1 { (t!(words, "inbox-lead")) } }
            p.quietly { (t!(words, "inbox-lead-about")) }
            p { a.btn #lead-complaints href="/complaints" { (icon("flag")) (t!(words, "complaints-list")) } }
            (owed(lead, words))
            (teams(lead, words))
            section.stack aria-labelledby="lead-asks" {
                h2 #lead-asks { (t!(words, "inbox-lead-asks")) }
                @if !lead.asks.is_empty() || lead.asked.is_empty() { (goodwill::views::asks(&lead.asks, None, asker, now)) }
                @if !lead.asked.is_empty() { (causes::views::asked(asker, &lead.asked, now)) }
            }
            div.lead-two {
                (causes(lead, words))
                (unmet(lead, words))
            }
            (how_it_went(lead, words))
        } }
    }
}

fn tile(path: &str, count: i64, label: String, shape: &str, colour: &str) -> Markup {
    html! {
        li { a.tile href=(path) {
            span class={ "tile-figure figures " (if count > 0 { colour } else { "" }) } {
                (icon(shape)) (count) @if count >= MOST { "+" }
            }
            " " span { (label) }
        } }
    }
}

fn owed(lead: &Lead, words: Words) -> Markup {
    html! {
        section aria-labelledby="lead-owed" {
            h2.said #lead-owed { (t!(words, "inbox-lead-owed")) }
            ul.tiles {
                (tile("/lead/late", lead.late, t!(words, "inbox-lead-late"), "circle-alert", "late"))
                (tile("/lead/risk", lead.risk, t!(words, "inbox-lead-risk"), "clock", "owed"))
                (tile("/lead/due", lead.due, t!(words, "inbox-lead-due"), "calendar", ""))
                (tile("/silent", lead.silent, t!(words, "inbox-lead-silent"), "circle-dashed", "owed"))
                (tile("/lead/untold", lead.untold, t!(words, "inbox-lead-untold"), "mail-x", "owed"))
            }
        }
    }
}

/// By team, where there are teams; of nobody in them.
fn teams(lead: &Lead, words: Words) -> Markup {
    html! {
        @if !lead.teams.is_empty() {
            div.table-scroll tabindex="0" role="region" aria-labelledby="lead-teams" {
                table.table {
                    thead { tr {
                        th #lead-teams scope="col" { (t!(words, "inbox-lead-teams")) }
                        th scope="col" { (t!(words, "inbox-lead-late")) }
                        th scope="col" { (t!(words, "inbox-lead-risk-short")) }
                        th scope="col" { (t!(words, "inbox-lead-due-short")) }
                    } }
                    tbody { @for team in &lead.teams { tr {
                        th scope="row" { a href={ "/teams/" (team.team) } dir="auto" { (team.name) } }
                        td.figures { span.late[team.late > 0] { (team.late) } }
                        td.figures { span.owed[team.risk > 0] { (team.risk) } }
                        td.figures { (team.due) }
                    } } }
                }
            }
        }
    }
}

fn causes(lead: &Lead, words: Words) -> Markup {
    html! {
        section.stack aria-labelledby="lead-causes" {
            h2 #lead-causes { (t!(words, "inbox-lead-causes")) }
            @if lead.causes.is_empty() { p.quietly { (t!(words, "inbox-lead-no-causes")) } }
            ol.lead-list {
                @for listed in &lead.causes {
                    li { a href={ "/causes/" (listed.cause.id) } dir="auto" { (listed.cause.name) } " "
                        span.quietly {
                            (t!(words, "inbox-lead-people", n = listed.reach.people)) " · "
                            bdi { (listed.owner_name.clone().unwrap_or_else(|| t!(words, "causes-nobody"))) }
                            @for (_, money) in lead.price.iter().filter(|(id, _)| *id == listed.cause.id) {
                                " · " (t!(words, "inbox-lead-given", amount = money.said(words.lang()))) }
                        } }
                }
            }
        }
    }
}

fn unmet(lead: &Lead, words: Words) -> Markup {
    html! {
        section.stack aria-labelledby="lead-unmet" {
            h2 #lead-unmet { (t!(words, "inbox-lead-unmet")) }
            @if lead.unmet.is_empty() && lead.tradeoffs.is_empty() {
                p.quietly { (t!(words, "inbox-lead-no-unmet")) }
            }
            ol.lead-list {
                @for asked in &lead.tradeoffs {
                    li { a href={ "/tradeoffs/" (asked.tradeoff) } dir="auto" { (asked.title) } " "
                        span.quietly { (t!(words, "inbox-lead-asked", n = asked.asks)) } }
                }
                @for (kind, count) in &lead.unmet {
                    li { a href={ "/lead/declined-" (kind) } { (t!(words, "inbox-lead-kind", kind = kind.as_str())) } " "
                        span.quietly { (t!(words, "inbox-lead-declined", n = *count)) } }
                }
            }
        }
    }
}

/// Shares, each beside the one that keeps it honest.
fn how_it_went(lead: &Lead, words: Words) -> Markup {
    let share = |percent: Option<i64>| match percent {
        Some(n) => t!(words, "inbox-lead-percent", n = n),
        None => t!(words, "inbox-lead-nothing-yet"),
    };
    let kept = lead.word.kept_percent().and_then(|n| i64::try_from(n).ok());
    html! {
        section.stack aria-labelledby="lead-went" {
            h2 #lead-went { (t!(words, "inbox-lead-went")) }
            table.lead-table {
                thead.said { tr { th scope="col" { (t!(words, "inbox-lead-figure")) } th scope="col" { (t!(words, "inbox-lead-value")) } } }
                tbody {
                    tr { th scope="row" { (t!(words, "inbox-lead-kept")) } td.figures { (share(kept)) } }
                    tr { th scope="row" { (t!(words, "inbox-lead-span")) } td.figures {
                        @match lead.word.median_span_min {
                            Some(minutes) => (words.span(std::time::Duration::from_secs(minutes * 60))),
                            None => (t!(words, "inbox-lead-nothing-yet")),
                        }
                    } }
                    tr { th scope="row" { (t!(words, "inbox-lead-told")) } td.figures { (share(lead.closings.told_percent())) } }
                    @for (kind, count) in &lead.closings.exempt {
                        tr { th scope="row" { a href={ "/lead/" (kind) } { (t!(words, "inbox-lead-exempt", kind = kind.as_str())) } }
                            td.figures { (count) } }
                    }
                    tr { th scope="row" { (t!(words, "inbox-lead-again")) }
                        td.figures { (share(percent(lead.told.1, lead.told.0))) } }
                    tr { th scope="row" { a href="/lead/late-needs" { (t!(words, "inbox-lead-late-needs")) } }
                        td.figures { (share(lead.late_needs.percent())) } }
                }
            }
        }
    }
}

pub fn name(which: Which, words: Words) -> String {
    match which {
        Which::Due => t!(words, "inbox-lead-due"),
        Which::Risk => t!(words, "inbox-lead-risk"),
        Which::Late => t!(words, "inbox-lead-late"),
        Which::Untold => t!(words, "inbox-lead-untold"),
        Which::LateNeeds => t!(words, "inbox-lead-late-needs"),
        Which::Declined(kind) => t!(words, "inbox-lead-declined-of", kind = kind.word()),
        Which::Exempt(kind) => t!(words, "inbox-lead-exempt", kind = Exemption::word(kind)),
    }
}

pub fn list(title: &str, rows: &[Row], asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    html! {
        div.pane.sheet-page { div.broad.stack {
            header.page-head { h1 { (title) } }
            @if rows.is_empty() { div.empty { p { (t!(words, "inbox-lead-empty")) } } }
            ul.choices { @for row in rows { li.choice { div {
                p.subject { a href={ "/cases/" (row.case) } dir="auto" {
                    @if row.subject.trim().is_empty() { (t!(words, "cases-no-subject")) } @else { (row.subject) }
                } " " span.quietly { "#" (row.case) } }
                p.quietly dir="auto" {
                    @if row.words.trim() != row.subject.trim() { (row.words) }
                    @if let Some(at) = row.at { " "
                        span.late[is_late(at, now)] { (words.clock_tag(at, &asker.zone, now)) } }
                }
            } } } }
            p { a.btn.quiet href="/lead" { (icon("arrow-left")) (t!(words, "inbox-lead")) } }
        } }
    }
}
