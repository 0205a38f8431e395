//! What causes look like: their list, one of them, and their part of a case.

mod telling;

use maud::{Markup, html};

use super::deeds::Asked;
use super::pages::{Sheet, Typed};
use super::rules::{Asks, ChangeState};
use super::store::{Cause, Change, Listed, Touched};
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::team::views::Field;
use crate::web::{Asker, Back, FormToken, Role, form_token, icon, once_field, way_back};

/// The causes of a case in its panel, and the way to set one. `token` is the
/// form token of whoever looks.
pub fn panel(
    causes: &[Cause],
    path: &str,
    token: FormToken<'_>,
    may: bool,
    words: Words,
    back: Back<'_>,
) -> Markup {
    html! {
        @if may || !causes.is_empty() {
            section.wrong-things aria-labelledby="p-cause" {
                h2 #p-cause { (t!(words, "causes-panel")) }
                @if !causes.is_empty() {
                    ul.needs { @for cause in causes { (of_case(cause, path, token, may, words)) } }
                }
                @if may {
                    form.add-need method="post" action={ (path) "/causes" } {
                        (token)
                        label.said for="new-cause" { (t!(words, "causes-set")) }
                        input.input #new-cause name="cause" list="cause-names" required autocomplete="off"
                            data-causes="/api/v1/causes" placeholder=(t!(words, "causes-set-short")) value=(back.value("cause", ""))
                            aria-invalid=[back.invalid("cause")] aria-describedby=[back.described("cause", "")];
                        datalist #cause-names data-still="" {}
                        button.btn.icon-only { (icon("plus")) span.said { (t!(words, "causes-set-do")) } }
                        (back.error("cause"))
                    }
                }
            }
        }
    }
}

fn of_case(cause: &Cause, path: &str, token: FormToken<'_>, may: bool, words: Words) -> Markup {
    html! {
        li.met[cause.fixed_at.is_some()] {
            (icon(if cause.fixed_at.is_some() { "circle-check" } else { "wrench" }))
            span { a href={ "/causes/" (cause.id) } dir="auto" { (cause.name) } }
            @if cause.fixed_at.is_some() { span.state { (t!(words, "causes-mended")) } }
            @if may {
                form.menu method="post" action={ (path) "/causes" } {
                    (token)
                    button.btn.quiet.icon-only name="not" value=(cause.id) {
                        (icon("x")) span.said { (t!(words, "causes-not-this", name = cause.name.as_str())) }
                    }
                }
            }
        }
    }
}

/// What the list of causes shows.
pub struct Shown<'a> {
    pub open: &'a [Listed],
    pub mended: &'a [Listed],
    /// What is asked of whoever looks.
    pub asked: &'a [Asked],
    pub next: Option<&'a str>,
}

/// Where it is answered.
pub fn place(one: &Asked) -> String {
    let part = match one.asks {
        Asks::Owner => "about",
        _ => "changes-title",
    };
    format!("/causes/{}#{part}", one.cause.id)
}

/// What a cause asks, in words.
pub fn question(asks: Asks, words: Words) -> String {
    match asks {
        Asks::Owner => t!(words, "causes-asks-owner"),
        Asks::Change => t!(words, "causes-asks-change"),
        Asks::Doer => t!(words, "causes-asks-doer"),
        Asks::Overdue => t!(words, "causes-asks-overdue"),
    }
}

/// What causes ask of whoever looks: each leads to where it is answered.
pub fn asked(asker: &Asker, asked: &[Asked], now: At) -> Markup {
    let words = asker.words();
    html! {
        ul.checks { @for one in asked {
            li.owed {
                (icon("circle-help"))
                div {
                    p { a href=(place(one)) dir="auto" { (one.cause.name) } }
                    p.quietly { (question(one.asks, words))
                        @if let Some(change) = &one.change {
                            @if !change.words.is_empty() { " " q dir="auto" { (change.words) } }
                            @if let Some(due) = change.due {
                                ", " (t!(words, "causes-by")) " " (words.clock_tag(due, &asker.zone, now)) }
                        }
                    }
                }
            }
        } }
    }
}

pub fn list(asker: &Asker, shown: &Shown<'_>, typed: &Typed, now: At) -> Markup {
    let words = asker.words();
    let Shown {
        open, mended, next, ..
    } = *shown;
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (t!(words, "causes-title")) } }
                p.quietly { (t!(words, "causes-about")) }
                @if !shown.asked.is_empty() {
                    section.stack aria-labelledby="asked" {
                        h2 #asked { (t!(words, "causes-asked-of-you")) }
                        (asked(asker, shown.asked, now))
                    }
                }
                @if open.is_empty() && mended.is_empty() { div.empty { p { (t!(words, "causes-none")) } } }
                @if !open.is_empty() { (table(asker, t!(words, "causes-open"), open, now)) }
                @if !mended.is_empty() { (table(asker, t!(words, "causes-mended-list"), mended, now)) }
                @if let Some(next) = next { p { a.btn href={ "/causes?cursor=" (next) } { (t!(words, "causes-more")) } } }
                @if asker.role >= Role::Agent {
                    section.section aria-labelledby="add" {
                        h2 #add { (t!(words, "causes-add")) }
                        form method="post" action="/causes" {
                            (form_token(&asker.form_token)) (once_field())
                            div.fields { (name_field(words, typed, "")) }
                            div.form-foot { button.btn.primary { (t!(words, "causes-add-do")) } }
                        }
                    }
                }
            }
        }
    }
}

fn name_field(words: Words, typed: &Typed, known: &str) -> Markup {
    let mine = typed.form == "name";
    let value = if mine { typed.text.as_str() } else { known };
    Field::new("name", "text", t!(words, "causes-name"), value)
        .help(t!(words, "causes-name-help"))
        .wrong(typed.said("name", "name"))
        .show()
}

fn table(asker: &Asker, title: String, rows: &[Listed], now: At) -> Markup {
    let words = asker.words();
    html! {
        div.table-scroll tabindex="0" role="region" aria-label=(title.as_str()) {
            table.table {
                thead { tr {
                    th { (title) }
                    th { (t!(words, "causes-cases")) }
                    th { (t!(words, "causes-apologised")) }
                    th { (t!(words, "causes-owner")) }
                    th { (t!(words, "causes-change")) }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            td { a href={ "/causes/" (row.cause.id) } dir="auto" { (row.cause.name) } }
                            td.figures { (t!(words, "causes-n-cases", n = row.reach.cases)) }
                            td.figures data-label=(t!(words, "causes-apologised")) { (said(words, row.reach.apologised, row.reach.lately)) }
                            td dir="auto" data-label=(t!(words, "causes-owner")) { (row.owner_name.clone().unwrap_or_else(|| t!(words, "causes-nobody"))) }
                            td data-label=(t!(words, "causes-change")) { (what_changes(asker, row, now)) }
                        }
                    }
                }
            }
        }
    }
}

fn what_changes(asker: &Asker, row: &Listed, now: At) -> Markup {
    let words = asker.words();
    match &row.change {
        None => html! { (t!(words, "causes-change-none")) },
        Some((text, due)) => html! {
            @if text.is_empty() { (t!(words, "causes-change-asked")) } @else { span dir="auto" { (text) } }
            @if let Some(due) = due { ", " (t!(words, "causes-by")) " " (words.clock_tag(*due, &asker.zone, now)) }
        },
    }
}

/// "2 said, 1 this month": of people, never of agents.
pub fn said(words: Words, all: i64, lately: i64) -> String {
    match all {
        0 => t!(words, "causes-none-said"),
        _ => t!(words, "causes-said", n = all, lately = lately),
    }
}

pub fn one(asker: &Asker, sheet: &Sheet, typed: &Typed, now: At) -> Markup {
    let words = asker.words();
    let cause = &sheet.cause;
    let may = asker.role >= Role::Agent;
    html! {
        div.pane.sheet-page {
            div.broad.stack.loose {
                (way_back("/causes", &t!(words, "causes-title")))
                header.page-head.told {
                    h1 dir="auto" { (cause.name) }
                    p {
                        @match cause.fixed_at {
                            Some(at) => span.pill.met { (icon("circle-check")) span { (t!(words, "causes-mended")) " "
                                (words.clock_tag(at, &asker.zone, now)) } },
                            None => span.pill.owed { (icon("wrench")) span { (t!(words, "causes-not-mended")) } },
                        }
                        " " (t!(words, "causes-touched", cases = sheet.reach.cases, people = sheet.reach.people))
                        " · " (said(words, sheet.reach.apologised, sheet.reach.lately))
                    }
                    @if let (None, Some(name)) = (cause.fixed_at, &sheet.asked) {
                        p.quietly { (t!(words, "causes-asked-now", name = name.as_str())) }
                    }
                }
                (mend(asker, sheet))
                (telling::news(asker, sheet, typed, now))
                (changes(asker, sheet, typed, now))
                @if !sheet.cases.is_empty() {
                    section.stack aria-labelledby="cases" {
                        h2 #cases { (t!(words, "causes-newest-cases")) }
                        ul.rows { @for case in &sheet.cases { (touched(asker, case, now)) } }
                    }
                }
                @if may { (name_and_owner(asker, sheet, typed)) }
            }
        }
    }
}

/// A case of it, as on other lists.
fn touched(asker: &Asker, case: &Touched, now: At) -> Markup {
    let words = asker.words();
    let stands = match case.place.as_str() {
        "closed" => t!(words, "causes-case-closed"),
        "waiting" => t!(words, "causes-case-waiting"),
        "later" => t!(words, "causes-case-later"),
        "merged" => t!(words, "causes-case-merged"),
        _ => t!(words, "causes-case-ours"),
    };
    html! {
        li { a.row href={ "/cases/" (case.number) } {
            span.who dir="auto" { (case.person) }
            span.what dir="auto" {
                @if case.subject.trim().is_empty() { (t!(words, "causes-no-subject")) } @else { (case.subject) }
                " " span.quietly { "#" (case.number) }
            }
            span.more { span.tag { (stands) } }
            span.when { (words.clock_tag(case.since, &asker.zone, now)) }
        } }
    }
}

/// The one press that says so, both ways.
fn mend(asker: &Asker, sheet: &Sheet) -> Markup {
    let words = asker.words();
    let fixed = sheet.cause.fixed_at.is_some();
    html! {
        @if asker.role >= Role::Agent {
            form method="post" action={ "/causes/" (sheet.cause.id) } {
                (form_token(&asker.form_token))
                button.btn.primary[!fixed] name="fixed" value=(if fixed { "no" } else { "yes" }) {
                    @if fixed { (icon("rotate-ccw")) (t!(words, "causes-unmend")) }
                    @else { (icon("circle-check")) (t!(words, "causes-mend")) }
                }
            }
        }
    }
}

fn changes(asker: &Asker, sheet: &Sheet, typed: &Typed, now: At) -> Markup {
    let words = asker.words();
    let may = asker.role >= Role::Agent;
    let asked = sheet.changes.iter().any(|c| c.state == ChangeState::Asked);
    html! {
        section.stack #changes aria-labelledby="changes-title" {
            h2 #changes-title { (t!(words, "causes-changes")) }
            @if sheet.changes.is_empty() { p { (t!(words, "causes-changes-none")) } }
            @else { ul.checks { @for change in &sheet.changes { (change_line(asker, sheet, change, now)) } } }
            @if may {
                form method="post" action={ "/causes/" (sheet.cause.id) "/changes#changes" } {
                    (form_token(&asker.form_token))
                    div.fields {
                        (change_fields(asker, sheet, typed))
                    }
                    div.form-foot {
                        button.btn name="state" value="planned" { (t!(words, "causes-change-add")) }
                        @if !asked && sheet.changes.is_empty() {
                            button.btn.quiet name="state" value="asked" formnovalidate { (t!(words, "causes-change-ask")) }
                        }
                    }
                }
            }
        }
    }
}

fn change_fields(asker: &Asker, sheet: &Sheet, typed: &Typed) -> Markup {
    let words = asker.words();
    let mine = typed.form == "change";
    let (text, due) = if mine {
        (typed.text.as_str(), typed.due.as_str())
    } else {
        ("", "")
    };
    html! {
        (Field::new("text", "text", t!(words, "causes-change-what"), text)
            .wrong(typed.said("change", "text")).show())
        div.fields-2 {
            (owner_field(asker, sheet, "change", typed))
            (Field::new("due", "date", t!(words, "causes-change-due"), due).optional()
                .wrong(typed.said("change", "due")).show())
        }
    }
}

/// A menu of ids; what was chosen in a form that came back is chosen again.
fn menu(
    (id, name, label): (&str, &str, String),
    options: &[(String, String)],
    chosen: &str,
    wrong: Option<String>,
) -> Markup {
    let error = format!("{id}-error");
    html! {
        div.field {
            label for=(id) { (label) }
            select.select id=(id) name=(name) aria-invalid=[wrong.as_ref().map(|_| "true")]
                aria-describedby=[wrong.as_ref().map(|_| error.as_str())] {
                @for (value, shown) in options { option value=(value) selected[value == chosen] { (shown) } }
            }
            @if let Some(wrong) = &wrong { p.error id=(error) { (icon("circle-alert")) (wrong) } }
        }
    }
}

/// Whoever looks after the cause, or, in the form of a change, does it.
fn owner_field(asker: &Asker, sheet: &Sheet, form: &str, typed: &Typed) -> Markup {
    let words = asker.words();
    let known = sheet.cause.owner.map(|id| id.to_string());
    let chosen = if typed.form == form {
        typed.owner.clone()
    } else {
        known.unwrap_or_default()
    };
    let here = sheet
        .team
        .iter()
        .filter(|c| c.active && c.role >= Role::Agent);
    let mut options = vec![(String::new(), t!(words, "causes-nobody"))];
    options.extend(here.map(|c| (c.id.to_string(), c.name.clone())));
    let id = if form == "change" {
        "change-owner"
    } else {
        "owner"
    };
    let label = t!(words, "causes-owner");
    menu(
        (id, "owner", label),
        &options,
        &chosen,
        typed.said(form, "owner"),
    )
}

/// Who is asked while nobody looks after it.
fn team_field(sheet: &Sheet, typed: &Typed, words: Words) -> Markup {
    let known = sheet.cause.team.map(|id| id.to_string());
    let chosen = if typed.form == "name" {
        typed.team.clone()
    } else {
        known.unwrap_or_default()
    };
    let mut options = vec![(String::new(), t!(words, "causes-team-house"))];
    options.extend(
        sheet
            .teams
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone())),
    );
    let label = t!(words, "causes-team");
    menu(
        ("team", "team", label),
        &options,
        &chosen,
        typed.said("name", "team"),
    )
}

fn change_line(asker: &Asker, sheet: &Sheet, change: &Change, now: At) -> Markup {
    let words = asker.words();
    let (class, shape, state) = match change.state {
        ChangeState::Asked => ("owed", "circle-help", t!(words, "causes-change-asked")),
        ChangeState::Planned => ("", "circle-dot", t!(words, "causes-change-planned")),
        ChangeState::Done => ("met", "circle-check", t!(words, "causes-change-done")),
        ChangeState::Dropped => ("", "circle-minus", t!(words, "causes-change-dropped")),
    };
    let owner = change
        .owner
        .and_then(|id| sheet.team.iter().find(|c| c.id == id))
        .map_or_else(|| t!(words, "causes-nobody"), |c| c.name.clone());
    let due = change.due.map(|at| day(at, asker));
    html! {
        li class=(class) {
            (icon(shape))
            div {
                p { @if !change.words.is_empty() { span dir="auto" { (change.words) } " · " } (state) " · " bdi { (owner) }
                    @if let Some(at) = change.due { ", " (t!(words, "causes-by")) " " (words.clock_tag(at, &asker.zone, now)) } }
                @if asker.role >= Role::Agent && change.state == ChangeState::Planned {
                    form.btns method="post" action={ "/causes/" (sheet.cause.id) "/changes#changes" } {
                        (form_token(&asker.form_token))
                        input type="hidden" name="change" value=(change.id);
                        input type="hidden" name="text" value=(change.words);
                        input type="hidden" name="owner" value=(change.owner.map(|id| id.to_string()).unwrap_or_default());
                        input type="hidden" name="due" value=(due.unwrap_or_default());
                        button.btn name="state" value="done" { (t!(words, "causes-change-is-done")) }
                        button.btn.quiet name="state" value="dropped" { (t!(words, "causes-change-drop")) }
                    }
                }
            }
        }
    }
}

/// As a date field writes it, where the asker is.
fn day(at: At, asker: &Asker) -> String {
    at.timestamp()
        .to_zoned(asker.zone.clone())
        .date()
        .to_string()
}

fn name_and_owner(asker: &Asker, sheet: &Sheet, typed: &Typed) -> Markup {
    let words = asker.words();
    html! {
        section.section aria-labelledby="about" {
            h2 #about { (t!(words, "causes-name-and-owner")) }
            form method="post" action={ "/causes/" (sheet.cause.id) } {
                (form_token(&asker.form_token))
                div.fields {
                    (name_field(words, typed, &sheet.cause.name))
                    (owner_field(asker, sheet, "name", typed))
                    @if !sheet.teams.is_empty() { (team_field(sheet, typed, words)) }
                }
                div.form-foot { button.btn { (t!(words, "causes-keep")) } }
            }
        }
    }
}
