//! What teams look like: who is here, the list, and one of them.

use maud::{Markup, html};

use super::pages::{Around, Shown, Typed, TypedDuty};
use super::store::{Duty, Team};
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::team::store::{Away, Colleague};
use crate::team::views::{Field, Mailboxes, errors, sheet};
use crate::web::{Asker, Filled, form_token, icon, once_field};

pub fn list(asker: &Asker, shown: &Shown, now: At) -> Markup {
    let words = asker.words();
    let body = html! {
        @if asker.alone {
            div.empty { p { (t!(words, "teams-alone")) } }
        } @else {
            (here(asker, shown, now))
            (teams(asker, shown))
        }
    };
    sheet(asker, "/settings/teams", &t!(words, "teams-title"), &body)
}

fn here(asker: &Asker, shown: &Shown, now: At) -> Markup {
    let words = asker.words();
    html! {
        section.section {
            h2 #here { (t!(words, "teams-here")) }
            p.quietly { (t!(words, "teams-here-means")) }
            div.table-scroll tabindex="0" role="region" aria-labelledby="here" {
                table.table {
                    thead { tr {
                        th { (t!(words, "teams-name")) }
                        th { (t!(words, "teams-is")) }
                        th { span.said { (t!(words, "teams-change")) } }
                    } }
                    tbody { @for (colleague, away) in &shown.here {
                        (person(asker, colleague, *away, &shown.filled, now))
                    } }
                }
            }
        }
    }
}

fn person(
    asker: &Asker,
    colleague: &Colleague,
    away: Option<Away>,
    filled: &Filled,
    now: At,
) -> Markup {
    let words = asker.words();
    let back = filled.form(&format!("away-{}", colleague.id));
    let path = format!("/settings/people/{}", colleague.id);
    html! {
        tr {
            td dir="auto" { (colleague.name) }
            td {
                @match away {
                    Some(away) => span.pill.bare.owed { (icon("moon")) span { (is_away(asker, away, now)) } },
                    None => { (t!(words, "teams-is-here")) }
                }
            }
            td.act {
                @if away.is_some() {
                    form method="post" action={ (path) "/back" } {
                        (form_token(&asker.form_token))
                        button.btn.quiet {
                            (icon("sun")) (t!(words, "teams-set-back")) span.said { " " (colleague.name) }
                        }
                    }
                } @else {
                    details.menu open[back.is_back()] {
                        summary.btn.quiet {
                            (icon("moon")) (t!(words, "teams-set-away")) span.said { " " (colleague.name) }
                        }
                        form.hanging method="post" action={ (path) "/away" } {
                            (form_token(&asker.form_token))
                            div.field {
                                label for={ "until-" (colleague.id) } { (t!(words, "team-away-until")) }
                                input.input id={ "until-" (colleague.id) } type="date" name="until" value=(back.value("until", ""))
                                    aria-invalid=[back.invalid("until")] aria-describedby=[back.described("until", "")];
                                (back.error("until"))
                            }
                            p.help { (t!(words, "team-away-open")) }
                            button.btn.primary { (t!(words, "teams-set-away-do", name = colleague.name.as_str())) }
                        }
                    }
                }
            }
        }
    }
}

/// "away until Mon, 9 March" in the reader's own words and zone.
fn is_away(asker: &Asker, away: Away, now: At) -> Markup {
    let words = asker.words();
    html! {
        @match away.until {
            Some(until) => { (t!(words, "teams-away-until")) " " (words.clock_tag(until, &asker.zone, now)) }
            None => { (t!(words, "teams-away")) }
        }
    }
}

fn teams(asker: &Asker, shown: &Shown) -> Markup {
    let words = asker.words();
    html! {
        section.section {
            h2 #teams { (t!(words, "teams-title")) }
            @if shown.teams.is_empty() {
                div.empty { p { (t!(words, "teams-none")) } }
            } @else {
                div.table-scroll tabindex="0" role="region" aria-labelledby="teams" {
                    table.table {
                        thead { tr {
                            th { (t!(words, "teams-name")) }
                            th { (t!(words, "teams-members")) }
                            th { (t!(words, "teams-mailboxes")) }
                            th { (t!(words, "teams-on-duty")) }
                            th { span.said { (t!(words, "teams-change")) } }
                        } }
                        tbody { @for (team, on_duty) in &shown.teams { (row(words, team, on_duty.as_ref())) } }
                    }
                }
            }
            div.form-foot {
                a.btn.primary href="/settings/teams/new" { (icon("plus")) (t!(words, "teams-add")) }
            }
        }
    }
}

fn row(words: Words, team: &Team, on_duty: Option<&(i64, String)>) -> Markup {
    let members: Vec<&str> = team.members.iter().map(|m| m.name.as_str()).collect();
    html! {
        tr {
            td dir="auto" { a href={ "/teams/" (team.id) } { (team.name) } }
            td dir="auto" { (members.join(", ")) }
            td {
                @if team.mailboxes.is_empty() { span.quietly { (t!(words, "teams-no-mailboxes")) } }
                @for (_, address) in &team.mailboxes { div { (address) } }
            }
            td dir="auto" { (duty_name(words, on_duty)) }
            td.act {
                a href={ "/settings/teams/" (team.id) } {
                    (t!(words, "teams-change")) span.said { " " (team.name) }
                }
            }
        }
    }
}

fn duty_name(words: Words, on_duty: Option<&(i64, String)>) -> String {
    on_duty.map_or_else(|| t!(words, "teams-nobody"), |(_, name)| name.clone())
}

/// The page of one team, or of one to be.
pub fn one(asker: &Asker, title: &str, typed: &Typed, around: &Around, now: At) -> Markup {
    let words = asker.words();
    let path = around
        .team
        .as_ref()
        .map(|t| format!("/settings/teams/{}", t.id));
    let wrong = |field: &str| {
        around
            .wrong
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, said)| said.clone())
    };
    let body = html! {
        @if around.kept { div.bar.met role="status" { (icon("check")) p { (t!(words, "teams-kept")) } } }
        form method="post" action=(path.as_deref().unwrap_or("/settings/teams")) {
            (form_token(&asker.form_token)) (once_field())
            @if !around.wrong.is_empty() {
                (errors(t!(words, "teams-not-kept"), t!(words, "teams-still-there"), &around.wrong))
            }
            section.section aria-labelledby="who" {
                h2 #who { (t!(words, "teams-who")) }
                div.fields {
                    (Field::new("name", "text", t!(words, "teams-name"), &typed.name)
                        .help(t!(words, "teams-name-help")).wrong(wrong("name")).show())
                    (members(words, typed, around, wrong("members")))
                    (mailboxes(words, typed, around, wrong("mailbox")))
                }
            }
            div.form-foot {
                button.btn.primary { (t!(words, "teams-keep")) }
                a.btn.quiet href="/settings/teams" { (t!(words, "teams-leave")) }
            }
        }
        @if let (Some(team), Some(path)) = (&around.team, &path) {
            (duty(asker, team, path, around, now))
            (removal(asker, path))
        }
    };
    sheet(asker, "/settings/teams", title, &body)
}

fn members(words: Words, typed: &Typed, around: &Around, wrong: Option<String>) -> Markup {
    html! {
        fieldset.field #members tabindex="-1" {
            legend.label { (t!(words, "teams-members")) }
            @if let Some(wrong) = wrong { p.error { (icon("circle-alert")) (wrong) } }
            @for colleague in &around.people {
                div.ticks-row {
                    label.tick {
                        input type="checkbox" name="member" value=(colleague.id)
                            checked[typed.members.contains(&colleague.id)];
                        span dir="auto" { (colleague.name) }
                    }
                    label.tick {
                        input type="checkbox" name="leads" value=(colleague.id)
                            checked[typed.leads.contains(&colleague.id)];
                        span { (t!(words, "teams-leads")) span.said { ": " (colleague.name) } }
                    }
                }
            }
        }
    }
}

fn mailboxes(words: Words, typed: &Typed, around: &Around, wrong: Option<String>) -> Markup {
    Mailboxes {
        legend: t!(words, "teams-mailboxes"),
        help: t!(words, "teams-mailboxes-help"),
        taken: t!(words, "teams-of-others"),
        all: &around.mailboxes,
        chosen: &typed.mailboxes,
        here: around.team.as_ref().map(|t| t.id),
        wrong,
    }
    .show()
}

fn duty(asker: &Asker, team: &Team, path: &str, around: &Around, now: At) -> Markup {
    let words = asker.words();
    html! {
        section.section.stack aria-labelledby="duty" {
            h2 #duty tabindex="-1" { (t!(words, "teams-on-duty")) }
            p { (t!(words, "teams-duty-means")) }
            p { (icon("hand")) " " strong { (t!(words, "teams-now")) " " bdi { (duty_name(words, around.on_duty.as_ref())) } } }
            @if !around.rota.is_empty() {
                ul.rota { @for duty in &around.rota { (rota_line(asker, path, duty, now)) } }
            }
            (add_duty(asker, team, path, &around.duty, around.wrong_duty.as_ref()))
        }
    }
}

fn rota_line(asker: &Asker, path: &str, duty: &Duty, now: At) -> Markup {
    let words = asker.words();
    html! {
        li {
            form.btns method="post" action={ (path) "/duty/" (duty.id) "/remove" } {
                (form_token(&asker.form_token))
                span { bdi { (duty.name) } ": " (words.clock_tag(duty.from, &asker.zone, now)) " – "
                    (words.clock_tag(duty.until, &asker.zone, now)) }
                button.btn.quiet { (icon("trash-2")) (t!(words, "teams-duty-remove")) span.said { " " (duty.name) } }
            }
        }
    }
}

fn add_duty(
    asker: &Asker,
    team: &Team,
    path: &str,
    typed: &TypedDuty,
    wrong: Option<&(&'static str, String)>,
) -> Markup {
    let words = asker.words();
    let said = |field: &str| {
        wrong
            .filter(|(f, _)| *f == field)
            .map(|(_, said)| said.clone())
    };
    html! {
        form.stack method="post" action={ (path) "/duty" } {
            (form_token(&asker.form_token))
            h3 { (t!(words, "teams-duty-add")) }
            @if let Some(wrong) = wrong {
                (errors(t!(words, "teams-not-kept"), t!(words, "teams-still-there"), std::slice::from_ref(wrong)))
            }
            div.field {
                label for="agent" { (t!(words, "teams-duty-who")) }
                select.select #agent name="agent" aria-invalid=[said("agent").map(|_| "true")]
                    aria-describedby=[said("agent").map(|_| "agent-error")] {
                    @for member in &team.members {
                        option value=(member.id) selected[member.id.to_string() == typed.agent] { (member.name) }
                    }
                }
                @if let Some(said) = said("agent") { p.error #agent-error { (icon("circle-alert")) (said) } }
            }
            div.fields-2 {
                (Field::new("from", "datetime-local", t!(words, "teams-duty-from"), &typed.from).wrong(said("from")).show())
                (Field::new("until", "datetime-local", t!(words, "teams-duty-until"), &typed.until).show())
            }
            div.btns { button.btn { (icon("plus")) (t!(words, "teams-duty-add")) } }
        }
    }
}

fn removal(asker: &Asker, path: &str) -> Markup {
    let words = asker.words();
    html! {
        section.section.stack aria-labelledby="remove" {
            h2 #remove { (t!(words, "teams-remove")) }
            p { (t!(words, "teams-remove-means")) }
            form method="post" action={ (path) "/remove" } {
                (form_token(&asker.form_token))
                button.btn { (icon("trash-2")) (t!(words, "teams-remove")) }
            }
        }
    }
}
