//! A person's own settings and tokens.

use maud::{Markup, html};

use super::{Field, errors};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::team::store::{Away, Fallen};
use crate::web::{Asker, Back, form_token, icon};

/// What a person may set for themselves, as it stands in the form.
#[derive(Debug, Clone)]
pub struct Mine {
    pub name: String,
    pub language: String,
    pub zone: String,
    pub scheme: String,
    pub density: String,
    pub single_keys: bool,
    pub undo: String,
    pub wrong: Vec<(&'static str, String)>,
    pub kept: bool,
}

impl Mine {
    pub fn of(asker: &Asker) -> Mine {
        Mine {
            name: asker.name.clone(),
            language: asker.lang.code().to_owned(),
            zone: asker.zone.iana_name().unwrap_or("UTC").to_owned(),
            scheme: asker.scheme.clone(),
            density: asker.density.clone(),
            single_keys: asker.single_keys,
            undo: asker.undo_seconds.to_string(),
            wrong: Vec::new(),
            kept: false,
        }
    }

    fn wrong(&self, field: &str) -> Option<String> {
        self.wrong
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, words)| words.clone())
    }
}

pub fn mine(asker: &Asker, mine: &Mine) -> Markup {
    let words = asker.words();
    html! {
        @if mine.kept { div.bar.met role="status" { (icon("check")) p { (t!(words, "team-kept")) } } }
        form method="post" action="/settings/me" {
            (form_token(&asker.form_token))
            @if !mine.wrong.is_empty() {
                (errors(t!(words, "team-not-kept"), t!(words, "team-still-there"), &mine.wrong))
            }
            section.section aria-labelledby="about-me" {
                h2 #about-me { (t!(words, "team-about-me")) }
                div.fields { (about_me(words, mine)) }
            }
            section.section aria-labelledby="my-way" {
                h2 #my-way { (t!(words, "team-my-way")) }
                div.fields {
                    (undo(words, &mine.undo))
                    (choice(words, "scheme", "team-scheme", &mine.scheme, &SCHEMES))
                    (choice(words, "density", "team-density", &mine.density, &DENSITIES))
                    div.field {
                        label.tick {
                            input type="checkbox" name="single_keys" value="on" checked[mine.single_keys];
                            span { (t!(words, "team-single-keys")) }
                        }
                    }
                }
            }
            div.form-foot { button.btn.primary { (t!(words, "team-keep")) } }
        }
    }
}

fn about_me(words: Words, mine: &Mine) -> Markup {
    html! {
        (Field::new("name", "text", t!(words, "team-name"), &mine.name)
            .autocomplete("name").wrong(mine.wrong("name")).show())
        div.field {
            label for="language" { (t!(words, "team-language")) }
            select.select #language name="language" {
                @for lang in Lang::ALL {
                    option value=(lang.code()) lang=(lang.code()) selected[lang.code() == mine.language] {
                        (lang.own_name())
                    }
                }
            }
        }
        (Field::new("zone", "text", t!(words, "team-zone"), &mine.zone)
            .help(t!(words, "team-zone-help")).wrong(mine.wrong("zone")).show())
    }
}

pub const SCHEMES: [(&str, &str); 3] = [
    ("system", "team-scheme-system"),
    ("light", "team-scheme-light"),
    ("dark", "team-scheme-dark"),
];
pub const DENSITIES: [(&str, &str); 2] = [
    ("roomy", "team-density-roomy"),
    ("tight", "team-density-tight"),
];
const UNDO_CHOICES: [i64; 6] = [0, 5, 10, 20, 30, 60];

fn undo(words: Words, chosen: &str) -> Markup {
    // Another figure, set by a program, stays what it is.
    let own = chosen
        .parse::<i64>()
        .ok()
        .filter(|n| !UNDO_CHOICES.contains(n));
    html! {
        div.field {
            label for="undo-seconds" { (t!(words, "team-undo")) }
            p.help #undo-help { (t!(words, "team-undo-help")) }
            select.select #undo-seconds name="undo" aria-describedby="undo-help" {
                @for seconds in UNDO_CHOICES.into_iter().chain(own) {
                    option value=(seconds) selected[seconds.to_string() == chosen] {
                        (t!(words, "team-seconds", n = seconds))
                    }
                }
            }
        }
    }
}

fn choice(
    words: Words,
    name: &str,
    legend: &str,
    chosen: &str,
    choices: &[(&str, &str)],
) -> Markup {
    html! {
        fieldset.field {
            legend.label { (words.say(legend)) }
            @for (value, label) in choices {
                label.tick {
                    input type="radio" name=(name) value=(value) checked[*value == chosen];
                    span { (words.say(label)) }
                }
            }
        }
    }
}

/// Going away and coming back, and what fell to the team meanwhile.
pub fn away(
    asker: &Asker,
    away: Option<Away>,
    last: Option<&(Away, Vec<Fallen>)>,
    back: Back<'_>,
    now: At,
) -> Markup {
    let words = asker.words();
    html! {
        section.section.stack aria-labelledby="away" {
            h2 #away tabindex="-1" { (t!(words, "team-away")) }
            @match away {
                Some(away) => {
                    div.bar.owed role="status" {
                        (icon("moon"))
                        p {
                            @match away.until {
                                Some(until) => { (t!(words, "team-you-are-away-until")) " "
                                    (words.clock_tag(until, &asker.zone, now)) "." }
                                None => { (t!(words, "team-you-are-away")) }
                            }
                            " " (t!(words, "team-away-stands"))
                        }
                    }
                    form method="post" action="/settings/me/back" {
                        (form_token(&asker.form_token))
                        button.btn.primary { (icon("sun")) (t!(words, "team-i-am-back")) }
                    }
                }
                None => {
                    p { (t!(words, "team-away-means")) }
                    form.stack method="post" action="/settings/me/away" {
                        (form_token(&asker.form_token))
                        div.field {
                            label for="until" { (t!(words, "team-away-until")) " "
                                span.optional { (t!(words, "team-away-if-known")) } }
                            p.help #until-help { (t!(words, "team-away-open")) }
                            input.input #until type="date" name="until" value=(back.value("until", ""))
                                aria-invalid=[back.invalid("until")] aria-describedby=[back.described("until", "until-help")];
                            (back.error("until"))
                        }
                        div.btns { button.btn { (icon("moon")) (t!(words, "team-i-am-away")) } }
                    }
                }
            }
            @if let Some((_, fallen)) = last { (taken(asker, fallen)) }
        }
    }
}

/// What fell to the team, and whose it is now.
fn taken(asker: &Asker, fallen: &[Fallen]) -> Markup {
    let words = asker.words();
    html! {
        @if !fallen.is_empty() {
            h3 #taken { (t!(words, "team-taken")) }
            ul.brief-cases aria-labelledby="taken" {
                @for case in fallen {
                    li { a href={ "/cases/" (case.case) } {
                        span dir="auto" { "#" (case.case) " " (case.subject) }
                        span.quietly {
                            @if case.promises > 0 { (t!(words, "team-taken-promises", n = case.promises)) " · " }
                            @match (&case.owner, case.closed) {
                                (_, true) => { (t!(words, "team-taken-closed")) }
                                (Some((id, _)), _) if *id == asker.agent => { (t!(words, "team-taken-yours")) }
                                (Some((_, name)), _) => { (t!(words, "team-taken-by", name = name.as_str())) }
                                (None, _) => { (t!(words, "team-taken-by-nobody")) }
                            }
                        }
                    } }
                }
            }
        }
    }
}

/// The programs that may act for this person.
pub fn tokens(asker: &Asker, tokens: &[(i64, At)], new: Option<&str>, now: At) -> Markup {
    let words = asker.words();
    html! {
        section.section.stack aria-labelledby="tokens" {
            h2 #tokens { (t!(words, "team-tokens")) }
            p { (t!(words, "team-tokens-mean")) }
            @if let Some(token) = new {
                div.bar.met role="status" {
                    (icon("key-round"))
                    div { p { (t!(words, "team-token-made")) } p { code { (token) } } }
                }
            }
            @if !tokens.is_empty() {
                ul {
                    @for (id, made) in tokens {
                        li {
                            form method="post" action={ "/settings/me/tokens/" (id) "/revoke" } {
                                (form_token(&asker.form_token))
                                span { (t!(words, "team-token-nr", id = *id)) " · " (words.time_tag(*made, &asker.zone, now)) }
                                " "
                                button.btn.quiet {
                                    (icon("trash-2")) (t!(words, "team-token-revoke"))
                                    span.said { " " (t!(words, "team-token-nr", id = *id)) }
                                }
                            }
                        }
                    }
                }
            }
            form method="post" action="/settings/me/tokens" {
                (form_token(&asker.form_token))
                button.btn { (icon("key-round")) (t!(words, "team-token-make")) }
            }
        }
    }
}
