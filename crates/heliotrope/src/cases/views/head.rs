//! The head of a case: what we owe next, whose it is, what can be done.

use super::{Eye, Sheet, later};
use crate::kit::At;
use crate::promises::{self, Standing};
use crate::t;
use crate::web::{Role, icon};
use maud::{Markup, html};

pub fn head(sheet: &Sheet, eye: Eye<'_>, back: &str) -> Markup {
    let words = eye.words;
    let case = &sheet.case;
    html! {
        header.case-head #case-head data-part=(sheet.part()) data-src=(sheet.path()) {
            div.title {
                a.btn.quiet.icon-only.back href=(back) {
                    (icon("arrow-left")) span.said { (t!(words, "cases-back")) }
                }
                h1 #case-title tabindex="-1" dir="auto" { (subject(sheet, eye)) }
                span.number { "#" (case.number) }
            }
            div.facts {
                (pill(sheet, eye))
                @if let Some(owner) = case.owner {
                    span { (icon("circle-user-round")) (sheet.agent_name(owner)) }
                } @else if let Some(team) = case.team {
                    span { (icon("users-round")) (sheet.team_name(team)) }
                } @else if !sheet.alone() {
                    span { (icon("hand")) (t!(words, "cases-free")) }
                }
                span { (icon("mail")) (sheet.mailbox.address) }
                @for (_, number) in sheet.merged() {
                    span title=(t!(eye.words, "cases-merged-here", number = number.to_string())) {
                        (icon("merge")) "#" (number) }
                }
                @for tag in &sheet.tags { span.tag dir="auto" { (tag) } }
            }
            div.acts { (acts(sheet, eye)) }
            (later::bar(sheet, eye))
        }
    }
}

/// The subject, or what stands for one.
pub fn subject(sheet: &Sheet, eye: Eye<'_>) -> String {
    if sheet.case.subject.trim().is_empty() {
        t!(eye.words, "cases-no-subject")
    } else {
        sheet.case.subject.clone()
    }
}

fn pill(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    if sheet.case.is_closed() {
        return html! { span.pill.met { (icon("check-check")) span { (t!(words, "cases-is-closed")) } } };
    }
    html! {
        @if let Some(next) = promises::rules::next_word(&sheet.live) {
            (next_word(next.due, eye))
        }
        @if let Some(until) = sheet.case.parked_until {
            span { (icon("calendar-clock")) (t!(words, "cases-parked-until")) " " (eye.when(until)) }
        } @else {
            span { (t!(words, "cases-is-open")) }
        }
    }
}

fn next_word(due: At, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let when = eye.when(due);
    match promises::rules::standing(due, eye.now) {
        Standing::Late { .. } => html! {
            span.pill.late { (icon("circle-alert"))
                span { (t!(words, "cases-next-word-was")) " " (when) ", "
                    (t!(words, "cases-late-by", span = words.span(eye.now.since(due)))) } }
        },
        _ => html! {
            span.pill.owed { (icon("clock"))
                span { (t!(words, "cases-next-word-by")) " " (when) ", " (words.ago(due, eye.now)) } }
        },
    }
}

fn acts(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let path = sheet.path();
    if eye.asker.role < Role::Agent {
        return html! { (follow(sheet, eye)) (presence(sheet)) };
    }
    if sheet.case.is_closed() {
        return html! {
            form method="post" action={ (path) "/reopen" } {
                (eye.token())
                button.btn.quiet #reopen { (icon("rotate-ccw")) (t!(words, "cases-reopen")) }
            }
            (merge_menu(sheet, eye))
            (follow(sheet, eye)) (presence(sheet))
        };
    }
    html! {
        @if !sheet.alone() {
            @if sheet.case.owner != Some(eye.asker.agent) {
                form method="post" action={ (path) "/owner" } {
                    (eye.token())
                    button.btn.quiet #take name="owner" value="me" {
                        (icon("hand")) (t!(words, "cases-take")) " " kbd { "i" }
                    }
                }
            }
            (assign(sheet, eye))
        }
        form method="post" action={ (path) "/closing#write" } {
            (eye.token())
            button.btn.quiet #close { (icon("circle-check")) (t!(words, "cases-close")) " " kbd { "e" } }
        }
        (later::menu(sheet, eye))
        (tag_menu(sheet, eye))
        (merge_menu(sheet, eye))
        (follow(sheet, eye)) (presence(sheet))
    }
}

fn assign(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        details.menu #assign {
            summary.btn.quiet { (icon("user-round-plus")) (t!(words, "cases-assign")) " " kbd { "a" } }
            form.hanging method="post" action={ (sheet.path()) "/owner" } {
                (eye.token())
                div.field {
                    label for="owner" { (t!(words, "cases-assign-to")) }
                    select.select #owner name="owner" {
                        (choices(sheet, eye))
                    }
                }
                button.btn.primary { (t!(words, "cases-assign")) }
            }
        }
    }
}

/// Nobody, the teams when there are any, and the people; who is away says so.
fn choices(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let (owner, team) = (sheet.case.owner, sheet.case.team);
    let people = html! {
        @for colleague in sheet.team.iter().filter(|c| c.active && c.role >= Role::Agent) {
            option value=(colleague.id) selected[owner == Some(colleague.id)] {
                @let name = colleague.name.as_str();
                @match colleague.is_away(eye.now) {
                    None => { (name) }
                    Some(None) => { (t!(words, "cases-is-away", name = name)) }
                    Some(Some(until)) => {
                        (t!(words, "cases-is-away-until", name = name,
                            when = words.when(until, &eye.asker.zone, eye.now)))
                    }
                }
            }
        }
    };
    if sheet.teams.iter().all(|t| t.removed) {
        return html! {
            option value="" selected[owner.is_none()] { (t!(words, "cases-nobody")) }
            (people)
        };
    }
    html! {
        optgroup label=(t!(words, "cases-teams")) {
            @for one in sheet.teams.iter().filter(|t| !t.removed) {
                option value={ "team-" (one.id) } selected[owner.is_none() && team == Some(one.id)] { (one.name) }
            }
            option value="everybody" selected[owner.is_none() && team.is_none()] { (t!(words, "cases-everybody")) }
        }
        optgroup label=(t!(words, "cases-people")) { (people) }
    }
}

fn tag_menu(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        details.menu #tags {
            summary.btn.quiet { (icon("tag")) (t!(words, "cases-tags")) " " kbd { "t" } }
            div.hanging {
                form method="post" action={ (sheet.path()) "/tags" } {
                    (eye.token())
                    div.field {
                        label for="new-tag" { (t!(words, "cases-tag-add")) }
                        input.input #new-tag name="tag" maxlength="60" required;
                    }
                    button.btn.primary { (t!(words, "cases-tag-add")) }
                }
                @for tag in &sheet.tags {
                    form method="post" action={ (sheet.path()) "/tags" } {
                        (eye.token())
                        button.btn.quiet name="untag" value=(tag) {
                            (icon("x")) (t!(words, "cases-tag-remove", tag = tag.as_str()))
                        }
                    }
                }
            }
        }
    }
}

/// Into another case of the same person with one press; into any by its number
/// or words, on a page that names who wrote it first.
fn merge_menu(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        details.menu #merge {
            summary.btn.quiet.icon-only title=(t!(words, "cases-merge")) {
                (icon("merge")) span.said { (t!(words, "cases-merge")) }
            }
            div.hanging {
                form action={ (sheet.path()) "/merging" } {
                    div.field {
                        label for="merge-find" { (t!(words, "cases-merge-find")) }
                        input.input #merge-find name="q" autocomplete="off" dir="auto";
                    }
                    button.btn { (icon("search")) (t!(words, "cases-merge-find-do")) }
                }
                @for (number, subject, _) in &sheet.other_cases {
                    form method="post" action={ (sheet.path()) "/merging" } {
                        (eye.token())
                        button.btn.quiet name="into" value=(number) {
                            (icon("merge")) span { (t!(words, "cases-merge-into", number = number.to_string())) " "
                                bdi { (subject) } }
                        }
                    }
                }
            }
        }
    }
}

/// To hear what the others do here, or no more.
fn follow(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let (label, value) = match sheet.followed {
        true => (t!(words, "cases-unfollow"), "no"),
        false => (t!(words, "cases-follow"), "yes"),
    };
    html! {
        @if !sheet.alone() {
            form method="post" action={ (sheet.path()) "/following" } {
                (eye.token())
                button.btn.quiet.icon-only #follow.on[sheet.followed] name="follow" value=(value) title=(label) {
                    (icon("bell")) span.said { (label) }
                }
            }
        }
    }
}

// The script fills it; the element says which part it speaks of.
fn presence(sheet: &Sheet) -> Markup {
    html! {
        @if !sheet.alone() {
            span.here data-presence=(sheet.part()) hidden { (icon("eye")) span {} }
        }
    }
}
