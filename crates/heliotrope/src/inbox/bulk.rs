//! `/bulk`: one change to all the cases that were chosen on a list, and one undo
//! for it. Those stand first in which something is settled and not told.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded;

use super::acts::{To, to};
use super::until::{Untold, not_told, untold};
use crate::cases::deeds::{self, Change, MOST};
use crate::cases::store::batch::{self, Batch};
use crate::cases::store::lists::{self, Line};
use crate::kit::At;
use crate::people::rules::shown as shown_name;
use crate::t;
use crate::team::{self, store::Colleague, views::errors};
use crate::teams::{self, store::Around};
use crate::web::{
    Answer, Asker, Desk, Doing, Form, Once, PageContext, Problem, Role, form_token, icon,
    once_field, page,
};

/// What the address says: rows of a list, or what a press did.
#[derive(Debug, Default)]
struct Came {
    cases: Vec<i64>,
    batch: Option<i64>,
}

impl Came {
    fn read(query: &str) -> Came {
        let mut came = Came::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "case" => came.cases.extend(value.parse::<i64>()),
                "batch" => came.batch = value.parse().ok(),
                _ => {}
            }
        }
        came.cases.sort_unstable();
        came.cases.dedup();
        came.cases.truncate(MOST);
        came
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    act: String,
    /// `12.345`: the numbers.
    of: String,
    owner: String,
    tag: String,
    when: String,
    reason: String,
}

impl Fields {
    fn numbers(&self) -> Vec<i64> {
        let numbers = self.of.split('.').filter_map(|n| n.parse().ok());
        numbers.take(MOST).collect()
    }
}

struct Shown {
    lines: Vec<Line>,
    untold: Untold,
    batch: Option<Batch>,
    people: Vec<Colleague>,
    teams: Vec<Around>,
}

fn read(tx: &mut ::store::Tx<'_>, asker: &Asker, came: &Came, now: At) -> Result<Shown, Problem> {
    let untold = untold(tx, &came.cases)?;
    let mut numbers = came.cases.clone();
    numbers.sort_by_key(|number| !untold.iter().any(|(case, _)| case == number));
    Ok(Shown {
        lines: match numbers.is_empty() {
            true => Vec::new(),
            false => lists::lines(tx, &numbers)?,
        },
        untold,
        batch: match came.batch {
            Some(id) => batch::find(tx, asker.agent, id)?,
            None => None,
        },
        people: team::store::roster(tx)?,
        teams: teams::store::around(tx, asker.agent, now)?,
    })
}

pub async fn show(
    State(desk): State<Desk>,
    asker: Asker,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let came = Came::read(&query.unwrap_or_default());
    again(&desk, &asker, came, &Fields::default(), None).await
}

async fn again(
    desk: &Desk,
    asker: &Asker,
    came: Came,
    typed: &Fields,
    wrong: Option<&Problem>,
) -> Result<Response, Problem> {
    let (now, me) = (desk.now(), asker.clone());
    let shown = desk
        .db
        .read(move |tx| read(tx, &me, &came, now))
        .await
        .doing(|| "reading the cases that were chosen")?;
    let words = asker.words();
    let status = wrong.map_or(axum::http::StatusCode::OK, |wrong| wrong.status);
    let wrong = wrong.map(|wrong| wrong.detail(words));
    let title = t!(words, "inbox-bulk");
    let body = html! {
        div.pane.sheet-page { div.broad.stack {
            header.page-head { h1 { (title) } }
            @if let Some(batch) = &shown.batch { (outcome(asker, batch)) }
            @if let Some(wrong) = &wrong {
                (errors(t!(words, "inbox-bulk-not-done"), t!(words, "inbox-bulk-still-there"), &[(field(typed), wrong.clone())]))
            }
            @if !shown.lines.is_empty() {
                p.quietly { (t!(words, "inbox-bulk-about", n = shown.lines.len())) }
                (acts(asker, &shown, typed, wrong.as_deref()))
                ul.choices { @for line in &shown.lines { (row(asker, &shown, line)) } }
                p { a.to-before href="/today" { (icon("arrow-left")) (t!(words, "inbox-today")) } }
            } @else if shown.batch.is_none() {
                div.empty { p { (t!(words, "inbox-bulk-none")) } a.btn href="/today" { (t!(words, "inbox-today")) } }
            }
        } }
    };
    let context = PageContext::of(desk, asker, "today");
    Ok((status, page(&context, &title, body)).into_response())
}

/// The id of what a refused act asks for.
fn field(typed: &Fields) -> &'static str {
    match typed.act.as_str() {
        "owner" => "owner",
        "tag" => "new-tag",
        "untag" => "old-tag",
        "later" => "later-when",
        _ => "close",
    }
}

/// What was refused, beside the field that it is about.
fn beside(id: &str, typed: &Fields, wrong: Option<&str>) -> Markup {
    html! {
        @if let Some(wrong) = wrong.filter(|_| field(typed) == id) {
            p.error id={ (id) "-error" } { (icon("circle-alert")) (wrong) }
        }
    }
}

/// What the press did, what was left out and why, and the one way back.
fn outcome(asker: &Asker, batch: &Batch) -> Markup {
    let words = asker.words();
    let done = batch.lines.iter().filter(|l| l.event.is_some());
    let (n, back) = (
        done.clone().count(),
        done.clone().filter(|l| l.back).count(),
    );
    let late: Vec<i64> = done
        .filter(|l| batch.undone && !l.back)
        .map(|l| l.case)
        .collect();
    let left = batch
        .lines
        .iter()
        .filter_map(|l| Some((l.case, l.left_out.as_deref()?)));
    let left: Vec<(i64, &str)> = left.collect();
    html! {
        @if batch.undone {
            div.bar role="status" { (icon("undo-2")) p { (t!(words, "inbox-bulk-back", n = back)) } }
        } @else if n == 0 {
            div.bar role="status" { (icon("info")) p { (t!(words, "inbox-bulk-done", n = n)) } }
        } @else {
            form.bar.met #undo method="post" action="/bulk/undo" {
                (form_token(&asker.form_token))
                input type="hidden" name="batch" value=(batch.id);
                (icon("circle-check"))
                p role="status" { (t!(words, "inbox-bulk-done", n = n)) }
                button.btn { (icon("undo-2")) (t!(words, "inbox-bulk-undo")) " " kbd { "z" } }
            }
        }
        @if !late.is_empty() {
            div.bar.owed { (icon("info")) p { (t!(words, "inbox-bulk-late"))
                @for case in &late { " " a href={ "/cases/" (case) } { "#" (case) } } } }
        }
        @if !left.is_empty() {
            div.bar.owed { (icon("info")) div {
                p { (t!(words, "inbox-until-left", n = left.len())) }
                ul { @for (case, why) in &left {
                    li { a href={ "/cases/" (case) } { "#" (case) } ": " (t!(words, "inbox-bulk-because", why = *why)) }
                } }
            } }
        }
        p { a.to-before href="/today" { (icon("arrow-left")) (t!(words, "inbox-today")) } }
    }
}

fn acts(asker: &Asker, shown: &Shown, typed: &Fields, wrong: Option<&str>) -> Markup {
    let words = asker.words();
    let of: Vec<String> = shown
        .lines
        .iter()
        .map(|l| l.case.number.to_string())
        .collect();
    let form = |act: &str, inside: Markup| {
        html! {
            form.hanging method="post" action="/bulk" {
                (form_token(&asker.form_token)) (once_field())
                input type="hidden" name="of" value=(of.join("."));
                input type="hidden" name="act" value=(act);
                (inside)
            }
        }
    };
    let open = |act: &str| wrong.is_some() && typed.act == act;
    html! {
        div.btns {
            @if !asker.alone {
                details.menu #assign open[open("owner")] {
                    summary.btn { (icon("user-round-plus")) (t!(words, "cases-assign")) " " kbd { "a" } }
                    (form("owner", owners(asker, shown, beside("owner", typed, wrong))))
                }
            }
            details.menu #tags open[open("tag") || open("untag")] {
                summary.btn { (icon("tag")) (t!(words, "cases-tags")) " " kbd { "t" } }
                div.hanging { (tags(&form, asker, typed, wrong)) }
            }
            details.menu #later open[open("later")] {
                summary.btn { (icon("calendar-clock")) (t!(words, "cases-later")) " " kbd { "h" } }
                (form("later", later(asker, typed, wrong)))
            }
            form method="post" action="/bulk" {
                (form_token(&asker.form_token)) (once_field())
                input type="hidden" name="of" value=(of.join("."));
                button.btn #close name="act" value="close" {
                    (icon("circle-check")) (t!(words, "cases-close")) " " kbd { "e" } }
            }
        }
    }
}

fn owners(asker: &Asker, shown: &Shown, wrong: Markup) -> Markup {
    let words = asker.words();
    let people = shown
        .people
        .iter()
        .filter(|c| c.active && c.role >= Role::Agent);
    html! {
        div.field {
            label for="owner" { (t!(words, "cases-assign-to")) }
            select.select #owner name="owner" {
                @for one in people { option value=(one.id) { (one.name) } }
                @for one in shown.teams.iter().filter(|t| !t.removed) {
                    option value={ "team-" (one.id) } { (one.name) }
                }
                option value="" { (t!(words, "cases-nobody")) }
            }
            (wrong)
        }
        button.btn.primary { (t!(words, "cases-assign")) }
    }
}

fn tags(
    form: &dyn Fn(&str, Markup) -> Markup,
    asker: &Asker,
    typed: &Fields,
    wrong: Option<&str>,
) -> Markup {
    let words = asker.words();
    let one = |act: &str, id: &str, label: String| {
        let value = if typed.act == act {
            typed.tag.as_str()
        } else {
            ""
        };
        let inside = html! {
            div.field {
                label for=(id) { (label) }
                input.input id=(id) name="tag" maxlength="60" required autocomplete="off" value=(value);
                (beside(id, typed, wrong))
            }
            button.btn { (label) }
        };
        form(act, inside)
    };
    html! {
        (one("tag", "new-tag", t!(words, "cases-tag-add")))
        (one("untag", "old-tag", t!(words, "inbox-bulk-untag")))
    }
}

fn later(asker: &Asker, typed: &Fields, wrong: Option<&str>) -> Markup {
    let words = asker.words();
    html! {
        div.field {
            label for="later-when" { (t!(words, "cases-later-when")) }
            input.input #later-when name="when" maxlength="60" required autocomplete="off" value=(typed.when)
                aria-invalid=[wrong.map(|_| "true").filter(|_| field(typed) == "later-when")]
                aria-describedby="later-help later-when-error";
            p.help #later-help { (t!(words, "cases-later-help")) }
            (beside("later-when", typed, wrong))
        }
        div.field {
            label for="later-reason" { (t!(words, "cases-later-why")) }
            input.input #later-reason name="reason" maxlength="200" autocomplete="off" dir="auto" value=(typed.reason);
        }
        button.btn.primary { (t!(words, "cases-later-do")) }
    }
}

fn row(asker: &Asker, shown: &Shown, line: &Line) -> Markup {
    let words = asker.words();
    let case = &line.case;
    let who = shown_name(&line.person_name, &line.address);
    html! {
        li.choice {
            p {
                strong dir="auto" { (who) } " · "
                a href={ "/cases/" (case.number) } dir="auto" {
                    @if case.subject.trim().is_empty() { (t!(words, "cases-no-subject")) } @else { (case.subject) } }
                " " span.quietly { "#" (case.number) }
            }
            (not_told(&shown.untold, case.number, words))
        }
    }
}

fn change(
    tx: &mut ::store::Tx<'_>,
    asker: &Asker,
    typed: &Fields,
    now: At,
) -> Result<Change, Problem> {
    Ok(match typed.act.as_str() {
        "owner" => match to(&typed.owner, asker)? {
            To::Agent(owner) => Change::Owner(owner),
            To::Team(team) => Change::Team(team),
        },
        "tag" => Change::Tag(typed.tag.clone()),
        "untag" => Change::Untag(typed.tag.clone()),
        "later" => Change::Later {
            until: deeds::later_in(tx, asker, None, &typed.when, now)?,
            reason: typed.reason.clone(),
        },
        "close" => Change::Close,
        _ => {
            let no = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            return Err(Problem::refuse(no, "act", "inbox-no-such-act"));
        }
    })
}

/// Refused, the page comes back with the rows and what was typed.
pub async fn press(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(typed): Form<Fields>,
) -> Result<Response, Problem> {
    let (now, me, wanted) = (desk.now(), asker.clone(), typed.clone());
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let change = change(tx, &me, &wanted, now)?;
                let batch = deeds::change_all(tx, &me, &wanted.numbers(), &change, now)?;
                Ok(Answer::see(format!("/bulk?batch={batch}")))
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) if problem.is_failure() => Err(problem.doing("changing several cases")),
        Err(problem) => {
            let came = Came {
                cases: typed.numbers(),
                batch: None,
            };
            again(&desk, &asker, came, &typed, Some(&problem)).await
        }
    }
}

#[derive(Deserialize)]
pub struct Undo {
    batch: i64,
}

pub async fn undo(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<Undo>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::take_back_all(tx, &asker, form.batch, now))
        .await
        .doing(|| "taking back a change to several cases")?;
    Ok(Redirect::to(&format!("/bulk?batch={}", form.batch)))
}
