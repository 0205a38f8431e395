//! Who else a case is about: their line in the panel, the tick in the send bar
//! and the page of their own.

use super::{Eye, Sheet, Typed};
use crate::cases::rules::Part;
use crate::kit::words::Words;
use crate::needs::rules::LONGEST;
use crate::needs::{Need, State};
use crate::people::Person;
use crate::t;
use crate::web::{Role, icon, once_field, way_back};
use maud::{Markup, html};

fn said(part: Part, words: Words) -> String {
    match part {
        Part::Affected => t!(words, "cases-part-affected"),
        Part::Pays => t!(words, "cases-part-pays"),
        Part::SpeaksFor => t!(words, "cases-part-speaks-for"),
        Part::Copy => t!(words, "cases-part-cc"),
    }
}

/// In the panel: who takes part beside who asks, and the way to their page.
pub fn others(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        @if !sheet.others.is_empty() {
            ul.brief-cases.others {
                @for (person, role, address) in &sheet.others {
                    li { a href={ "/people/" (person) } {
                        span dir="auto" { (address) }
                        span.quietly { @if let Ok(part) = role.parse() { (said(part, words)) } }
                    } }
                }
            }
        }
        @if eye.asker.role >= Role::Agent {
            p { a.more-people href={ (sheet.path()) "/people" } { (t!(words, "cases-people-link")) } }
        }
    }
}

/// Beside a need of somebody else than who asks: whose it is.
pub fn whose(sheet: &Sheet, need: &Need, words: Words) -> Markup {
    let person = need.person.filter(|person| *person != sheet.case.person);
    html! {
        @if let Some(person) = person {
            " · " bdi { (name_of(sheet, person, words)) }
        }
    }
}

fn name_of(sheet: &Sheet, person: i64, words: Words) -> String {
    let other = sheet.others.iter().find(|(id, ..)| *id == person);
    other.map_or_else(
        || t!(words, "cases-somebody-else"),
        |(_, _, address)| address.clone(),
    )
}

/// In the send bar, where somebody is affected: a tick tells them, in a letter
/// of their own, what was changed.
pub fn tell(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let affected: Vec<_> = sheet
        .others
        .iter()
        .filter(|(_, role, _)| role == Part::Affected.word())
        .collect();
    html! {
        @if !affected.is_empty() {
            fieldset.tell-aside {
                legend.said { (t!(words, "cases-tell-affected")) }
                @for (person, _, address) in &affected {
                    label.tick {
                        input type="checkbox" name="tells" value=(person) checked[typed.tells.contains(person)];
                        span { (t!(words, "cases-tell-what", address = address.as_str())) }
                    }
                }
                textarea.area #tell-text name="tell_text" rows="2" dir="auto" maxlength="4000"
                    aria-label=(t!(words, "cases-tell-text")) placeholder=(t!(words, "cases-tell-text")) {
                    "\n" (typed.tell_text) }
            }
        }
    }
}

/// The page of the people of a case, with what a refused form brought.
pub struct People<'a> {
    pub case: i64,
    pub subject: &'a str,
    pub asks: &'a Person,
    pub others: &'a [(Person, Part)],
    pub needs: &'a [Need],
    pub settles: &'a [i64],
    /// With the form that says whose a need is: which.
    pub need: i64,
    pub act: &'a str,
    pub person: i64,
    pub address: &'a str,
    pub name: &'a str,
    pub role: &'a str,
    pub text: &'a str,
    pub wrong: Option<&'a str>,
}

pub fn people(shown: &People<'_>, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        div.pane.sheet-page {
            div.broad {
                (way_back(&format!("/cases/{}", shown.case), shown.subject))
                header.page-head { h1 { (t!(words, "cases-people-title", case = shown.case.to_string())) } }
                p.help { (t!(words, "cases-people-lead")) }
                ul.held-up {
                    li { p { strong dir="auto" { (shown.asks.shown()) } " · " (t!(words, "cases-part-asks")) } }
                    @for (person, part) in shown.others { (one(shown, person, *part, eye)) }
                }
                (whose_needs(shown, eye))
                (add(shown, eye))
            }
        }
    }
}

fn one(shown: &People<'_>, person: &Person, part: Part, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let path = format!("/cases/{}/people", shown.case);
    let mine = shown.act == "tell" && shown.person == person.id;
    let wrong = shown.wrong.filter(|_| mine);
    let id = format!("tell-{}", person.id);
    html! {
        li {
            p { a href={ "/people/" (person.id) } dir="auto" { (person.shown()) } " · " (said(part, words)) }
            @if part != Part::Copy {
                form.stack method="post" action=(path) {
                    (eye.token()) (once_field())
                    input type="hidden" name="person" value=(person.id);
                    div.field {
                        label for=(id) { (t!(words, "cases-people-write", name = person.shown())) }
                        p.help { (t!(words, "cases-people-write-help")) }
                        textarea.area.short id=(id) name="text" rows="3" dir="auto"
                            aria-invalid=[wrong.map(|_| "true")] { "\n" @if mine { (shown.text) } }
                        @if let Some(wrong) = wrong { p.error role="alert" { (icon("circle-alert")) (wrong) } }
                    }
                    (tells(shown, person.id, mine, words))
                    div.btns {
                        button.btn name="act" value="tell" { (icon("send")) (t!(words, "cases-people-send")) }
                    }
                }
            }
            @if part != Part::Copy { (add_need(shown, person, &path, eye)) }
            form method="post" action=(path) {
                (eye.token())
                input type="hidden" name="person" value=(person.id);
                button.btn.quiet name="act" value="remove" {
                    (icon("x")) (t!(words, "cases-people-remove", name = person.shown())) }
            }
        }
    }
}

/// What the letter to them settles: open needs by a tick; those that are settled
/// it tells all the same.
fn tells(shown: &People<'_>, person: i64, mine: bool, words: Words) -> Markup {
    let own: Vec<&Need> = shown
        .needs
        .iter()
        .filter(|n| n.is_owed() && n.person == Some(person))
        .collect();
    html! {
        @if !own.is_empty() {
            fieldset.tell-aside {
                legend.said { (t!(words, "cases-people-tells")) }
                @for need in own {
                    @if need.is_open() {
                        label.tick {
                            input type="checkbox" name="settles" value=(need.id)
                                checked[mine && shown.settles.contains(&need.id)];
                            span dir="auto" { (t!(words, "cases-people-meets", need = need.words.as_str())) }
                        }
                    } @else {
                        p.quietly dir="auto" { (match need.state {
                            State::Declined => t!(words, "cases-people-tells-no", need = need.words.as_str()),
                            State::Withdrawn => t!(words, "cases-people-tells-withdrawn", need = need.words.as_str()),
                            _ => t!(words, "cases-people-tells-met", need = need.words.as_str()),
                        }) }
                    }
                }
            }
        }
    }
}

/// What they need themselves, in words they may read: it stands on their page.
fn add_need(shown: &People<'_>, person: &Person, path: &str, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let mine = shown.act == "need" && shown.person == person.id;
    let wrong = shown.wrong.filter(|_| mine);
    let (id, error) = (
        format!("need-{}", person.id),
        format!("need-{}-error", person.id),
    );
    html! {
        form.stack method="post" action=(path) {
            (eye.token()) (once_field())
            input type="hidden" name="person" value=(person.id);
            div.field {
                label for=(id) { (t!(words, "cases-people-need", name = person.shown())) }
                p.help { (t!(words, "cases-people-need-help")) }
                input.input id=(id) name="text" maxlength=(LONGEST) dir="auto" autocomplete="off"
                    value=[mine.then_some(shown.text)]
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| &error)];
                @if let Some(wrong) = wrong { p.error id=(error) role="alert" { (icon("circle-alert")) (wrong) } }
            }
            div.btns { button.btn name="act" value="need" { (icon("plus")) (t!(words, "cases-people-need-do")) } }
        }
    }
}

/// Whose each need is, where there is a choice.
fn whose_needs(shown: &People<'_>, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let readers = shown.others.iter().filter(|(_, part)| *part != Part::Copy);
    let readers: Vec<&Person> = [shown.asks]
        .into_iter()
        .chain(readers.map(|(person, _)| person))
        .collect();
    html! {
        @if readers.len() > 1 {
            section.section aria-labelledby="whose-needs" {
                h2 #whose-needs { (t!(words, "cases-whose-needs")) }
                p.help { (t!(words, "cases-whose-needs-help")) }
                @for need in shown.needs.iter().filter(|n| n.is_theirs()) {
                    (whose_form(shown, need, &readers, eye))
                }
            }
        }
    }
}

fn whose_form(shown: &People<'_>, need: &Need, readers: &[&Person], eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let mine = shown.act == "give" && shown.need == need.id;
    let wrong = shown.wrong.filter(|_| mine);
    let now = if mine {
        shown.person
    } else {
        need.person.unwrap_or(shown.asks.id)
    };
    let (who, text, error) = (
        format!("whose-{}", need.id),
        format!("whose-{}-text", need.id),
        format!("whose-{}-error", need.id),
    );
    html! {
        form.stack method="post" action={ "/cases/" (shown.case) "/people" } {
            (eye.token()) (once_field())
            input type="hidden" name="need" value=(need.id);
            p dir="auto" { strong { (need.words) } }
            div.fields-2 {
                div.field {
                    label for=(who) { (t!(words, "cases-whose-need")) }
                    select.select id=(who) name="person" {
                        @for person in readers {
                            option value=(person.id) selected[person.id == now] { (person.shown()) }
                        }
                    }
                }
                div.field {
                    label for=(text) { (t!(words, "cases-whose-words")) }
                    input.input id=(text) name="text" maxlength=(LONGEST) dir="auto" autocomplete="off"
                        value=[mine.then_some(shown.text)]
                        aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| &error)];
                    @if let Some(wrong) = wrong { p.error id=(error) role="alert" { (icon("circle-alert")) (wrong) } }
                }
            }
            div.btns { button.btn name="act" value="give" { (t!(words, "cases-whose-do")) } }
        }
    }
}

fn add(shown: &People<'_>, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let wrong = shown.wrong.filter(|_| shown.act == "add");
    html! {
        section.section aria-labelledby="add-person" {
            h2 #add-person { (t!(words, "cases-people-add")) }
            form.stack method="post" action={ "/cases/" (shown.case) "/people" } {
                (eye.token()) (once_field())
                div.fields-2 {
                    div.field {
                        label for="address" { (t!(words, "cases-people-address")) }
                        input.input #address name="address" type="email" value=(shown.address) autocomplete="off"
                            required aria-invalid=[wrong.map(|_| "true")];
                        @if let Some(wrong) = wrong { p.error role="alert" { (icon("circle-alert")) (wrong) } }
                    }
                    div.field {
                        label for="name" { (t!(words, "cases-people-name")) }
                        input.input #name name="name" value=(shown.name) autocomplete="off" dir="auto";
                    }
                    div.field {
                        label for="role" { (t!(words, "cases-people-role")) }
                        select.select #role name="role" {
                            @for part in Part::ALL {
                                option value=(part.word()) selected[shown.role == part.word()] { (said(part, words)) }
                            }
                        }
                    }
                }
                div.btns { button.btn.primary name="act" value="add" { (t!(words, "cases-people-add")) } }
            }
        }
    }
}
