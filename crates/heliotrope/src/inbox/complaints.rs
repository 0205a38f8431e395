//! `/complaints`: every complaint that is not answered, by its next clock.

use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use crate::cases::deeds::{self, Running};
use crate::complaints;
use crate::kit::At;
use crate::t;
use crate::web::{Asked, Asker, Desk, Doing, PageContext, Problem, Role, icon, page};

#[derive(Clone, Deserialize)]
pub struct Which {
    team: Option<i64>,
}

pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Markup, Problem> {
    let (all, teams) = desk
        .db
        .read(move |tx| {
            let all = deeds::complaints(tx, which.team)?;
            Ok::<_, Problem>((all, crate::teams::store::all(tx)?))
        })
        .await
        .doing(|| "listing the complaints")?;
    let words = asker.words();
    let title = t!(words, "complaints-list");
    let body = html! {
        div.pane.sheet-page { div.broad.stack {
            header.page-head { h1 { (title) } }
            p.quietly { (t!(words, "complaints-list-about")) }
            @if !teams.is_empty() {
                nav.btns aria-label=(t!(words, "complaints-list-whose")) {
                    a.btn.quiet href="/complaints" aria-current=[which.team.is_none().then_some("page")] {
                        (t!(words, "complaints-list-all")) }
                    @for team in &teams {
                        a.btn.quiet href={ "/complaints?team=" (team.id) } dir="auto"
                            aria-current=[(which.team == Some(team.id)).then_some("page")] { (team.name) }
                    }
                }
            }
            @if all.is_empty() {
                div.empty {
                    p { (t!(words, "complaints-list-none")) " " (t!(words, "complaints-list-begin")) }
                    @if asker.role >= Role::Lead {
                        a.btn href="/settings/complaints" { (icon("clock")) (t!(words, "complaints-list-clocks")) }
                    }
                }
            }
            @else { (table(&all, &asker, desk.now())) }
        } }
    };
    Ok(page(&PageContext::of(&desk, &asker, "lead"), &title, body))
}

fn table(all: &[Running], asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    html! {
        div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "complaints-list")) {
            table.table {
                thead { tr {
                    th { (t!(words, "complaints-list-case")) }
                    th { (t!(words, "complaints-list-next")) }
                    th { (t!(words, "complaints-list-team")) }
                    th { (t!(words, "complaints-list-received")) }
                } }
                tbody {
                    @for one in all {
                        tr {
                            td { a href={ "/cases/" (one.listed.case) } dir="auto" {
                                "#" (one.listed.case) " " (one.listed.subject) } }
                            td { (next(one, asker, now)) }
                            td dir="auto" { @match &one.listed.team {
                                Some((_, name)) => (name),
                                None => (t!(words, "complaints-list-everybody")),
                            } }
                            td { (words.clock_tag(one.listed.complaint.received_at, &asker.zone, now)) }
                        }
                    }
                }
            }
        }
    }
}

/// "Acknowledge by Monday 12:00", or how late it is; always in words.
fn next(one: &Running, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    let Some(next) = one.next else {
        return html! { span.quietly { (t!(words, "complaints-no-clocks")) } };
    };
    let late = next.is_late(now);
    html! {
        span.pill.bare.late[late].owed[!late] {
            (icon(if late { "circle-alert" } else { "clock" }))
            span {
                (complaints::views::what(next.what, words)) " "
                @if late { (t!(words, "complaints-late", span = words.span(now.since(next.due)))) }
                @else { (t!(words, "complaints-by")) " " (words.clock_tag(next.due, &asker.zone, now)) }
            }
        }
        @if one.listed.complaint.rejected_at.is_some() { " " (t!(words, "complaints-kept-open")) }
    }
}
