//! What the people look like.

use maud::{Markup, html};
use url::form_urlencoded::Serializer;

use super::Source;
use super::pages::Sheet;
use super::rules::{LANGUAGES, Person};
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::team::views::{Field, errors};
use crate::web::{Asker, Role, form_token, icon, once_field};

/// What the forms of a person's page hold.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub name: String,
    pub language: String,
    pub address: String,
    /// Whose the address is.
    pub belongs_to: Option<i64>,
    pub wrong: Vec<(&'static str, String)>,
}

impl Typed {
    pub fn of(person: &Person) -> Typed {
        Typed {
            name: person.name.clone(),
            language: person.language.clone().unwrap_or_default(),
            ..Typed::default()
        }
    }

    pub fn wrong(mut self, field: &'static str, words: String) -> Typed {
        self.wrong.push((field, words));
        self
    }

    fn wrong_in(&self, field: &str) -> Option<String> {
        self.wrong
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, words)| words.clone())
    }
}

pub fn list(asker: &Asker, people: &[Person], query: &str, next: Option<&str>) -> Markup {
    let words = asker.words();
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (t!(words, "people-title")) } }
                form.search-form role="search" action="/people" {
                    label.said for="q" { (t!(words, "people-find")) }
                    input.input #q type="search" name="q" value=(query) autocomplete="off" dir="auto"
                        placeholder=(t!(words, "people-find"));
                    button.btn { (icon("search")) (t!(words, "search-title")) }
                }
                @if people.is_empty() {
                    div.empty {
                        @if query.is_empty() { p { (t!(words, "people-none")) } }
                        @else {
                            p role="status" { (t!(words, "people-nobody", query = query)) }
                            p { a href="/people" { (t!(words, "people-all")) } }
                        }
                    }
                } @else {
                    div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "people-title")) {
                        table.table {
                            thead { tr {
                                th { (t!(words, "people-name")) }
                                th { (t!(words, "people-addresses")) }
                                th { (t!(words, "people-language")) }
                            } }
                            tbody { @for person in people { (row(words, person)) } }
                        }
                    }
                    @if let Some(next) = next { p { a.btn href=(link(query, next)) { (t!(words, "people-more")) } } }
                }
            }
        }
    }
}

fn row(words: Words, person: &Person) -> Markup {
    html! {
        tr {
            td dir="auto" { a href={ "/people/" (person.id) } { (person.shown()) } }
            td { (person.addresses.join(", ")) }
            td { (language(words, person)) }
        }
    }
}

/// Names to choose from, in the reader's language and order; the tag is what is
/// stored. One that stands in no list of ours stays what it is.
fn language_field(words: Words, typed: &Typed) -> Markup {
    let mut known: Vec<(String, &str)> = LANGUAGES
        .iter()
        .copied()
        .chain(Some(typed.language.as_str()).filter(|tag| !LANGUAGES.contains(tag)))
        .filter(|tag| !tag.is_empty())
        .map(|tag| (t!(words, "people-language-name", tag = tag), tag))
        .collect();
    known.sort();
    let wrong = typed.wrong_in("language");
    let described = match &wrong {
        Some(_) => "language-help language-error",
        None => "language-help",
    };
    html! {
        div.field {
            label for="language" { (t!(words, "people-language")) }
            p.help #language-help { (t!(words, "people-language-help")) }
            select.select #language name="language" aria-describedby=(described)
                aria-invalid=[wrong.as_ref().map(|_| "true")] {
                option value="" { (t!(words, "people-language-unknown")) }
                @for (name, tag) in &known { option value=(tag) selected[*tag == typed.language] { (name) } }
            }
            @if let Some(wrong) = wrong { p.error #language-error { (icon("circle-alert")) (wrong) } }
        }
    }
}

fn link(query: &str, next: &str) -> String {
    let mut link = Serializer::for_suffix("/people?".to_owned(), "/people?".len());
    if !query.is_empty() {
        link.append_pair("q", query);
    }
    link.append_pair("cursor", next);
    link.finish()
}

/// "German, as they said", "fr, from a letter", or that it is not known.
fn language(words: Words, person: &Person) -> String {
    let Some(tag) = &person.language else {
        return t!(words, "people-language-unknown");
    };
    let name = t!(words, "people-language-name", tag = tag.as_str());
    match person.language_from {
        Some(Source::Said) => t!(words, "people-language-said", language = name),
        Some(Source::Form) => t!(words, "people-language-form", language = name),
        _ => t!(words, "people-language-letter", language = name),
    }
}

pub fn one(asker: &Asker, sheet: &Sheet, typed: &Typed, now: At) -> Markup {
    let words = asker.words();
    let person = &sheet.person;
    html! {
        div.pane.sheet-page {
            div.broad {
                header.page-head { h1 dir="auto" { (title(words, person)) } }
                div.halves {
                    div {
                        @if let Some(at) = person.erased_at {
                            p { (t!(words, "people-erased")) " " (words.time_tag(at, &asker.zone, now)) }
                        } @else { dl.facts-list {
                            dt { (t!(words, "people-addresses")) } dd { (person.addresses.join(", ")) }
                            dt { (t!(words, "people-language")) } dd { (language(words, person)) }
                            @if let Some(zone) = &person.zone { dt { (t!(words, "people-zone")) } dd { (zone) } }
                        } }
                        section.section.stack aria-labelledby="their-cases" {
                            h2 #their-cases { (t!(words, "people-cases")) }
                            (cases(asker, sheet, now))
                        }
                    }
                    @if asker.role >= Role::Agent && person.erased_at.is_none() {
                        div {
                            (forms(asker, person, typed))
                            @if asker.role >= Role::Admin { (leave(asker, person)) }
                        }
                    }
                }
            }
        }
    }
}

/// What a person is called above their page.
pub fn title(words: Words, person: &Person) -> String {
    match person.erased_at {
        Some(_) => t!(words, "people-erased-title"),
        None => person.shown().to_owned(),
    }
}

/// What somebody may ask of us: all we hold, and that it goes.
fn leave(asker: &Asker, person: &Person) -> Markup {
    let words = asker.words();
    html! {
        section.section aria-labelledby="leave" {
            h2 #leave { (t!(words, "people-their-data")) }
            p.quietly { (t!(words, "people-their-data-what")) }
            div.btns {
                form method="post" action={ "/people/" (person.id) "/export" } {
                    (form_token(&asker.form_token))
                    button.btn { (icon("file-text")) (t!(words, "people-export")) }
                }
                a.btn href={ "/people/" (person.id) "/erase" } { (icon("eraser")) (t!(words, "people-erase")) }
            }
        }
    }
}

fn cases(asker: &Asker, sheet: &Sheet, now: At) -> Markup {
    let words = asker.words();
    html! {
        @if sheet.cases.is_empty() { p.quietly { (t!(words, "people-no-cases")) } }
        ol.hits {
            @for case in &sheet.cases {
                li { a href={ "/cases/" (case.number) } {
                    span.subject dir="auto" {
                        @if case.subject.trim().is_empty() { (t!(words, "search-no-subject")) } @else { (case.subject) }
                    }
                    span.where { @if case.closed { (t!(words, "search-closed")) } }
                    span.said-by { "#" (case.number) ", " (words.clock_tag(case.since, &asker.zone, now)) }
                } }
            }
        }
        @if sheet.more { p.quietly { (t!(words, "people-newest-cases", n = sheet.cases.len() as i64)) } }
        @if !sheet.cases.is_empty() {
            p { a href={ "/search?scope=person:" (sheet.person.id) } { (t!(words, "people-search-letters")) } }
        }
    }
}

fn forms(asker: &Asker, person: &Person, typed: &Typed) -> Markup {
    let words = asker.words();
    let about_address = typed.wrong_in("address").is_some();
    let note = |here: bool| {
        html! {
            @if here && !typed.wrong.is_empty() {
                (errors(t!(words, "people-not-kept"), t!(words, "people-nothing-changed"), &typed.wrong))
            }
        }
    };
    html! {
        section.section aria-labelledby="change" {
            h2 #change { (t!(words, "people-change")) }
            form.stack method="post" action={ "/people/" (person.id) } {
                (form_token(&asker.form_token)) (once_field()) (note(!about_address))
                div.fields {
                    (Field::new("name", "text", t!(words, "people-name"), &typed.name).optional().show())
                    (language_field(words, typed))
                }
                div.btns { button.btn.primary { (t!(words, "people-keep")) } }
            }
        }
        section.section aria-labelledby="more-addresses" {
            h2 #more-addresses { (t!(words, "people-add-address")) }
            form.stack method="post" action={ "/people/" (person.id) "/addresses" } {
                (form_token(&asker.form_token)) (once_field()) (note(about_address))
                (Field::new("address", "email", t!(words, "people-address"), &typed.address)
                    .help(t!(words, "people-address-help")).wrong(typed.wrong_in("address")).show())
                @if let Some(other) = typed.belongs_to {
                    p { a href={ "/people/" (other) } { (t!(words, "people-see-other")) } }
                }
                div.btns { button.btn { (t!(words, "people-add-address")) } }
            }
        }
    }
}
