//! What the sign-in, the links and the settings look like.

use maud::{Markup, html};

use super::rules::PASSWORD_AT_LEAST;
use super::store::{Agent, Link};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::web::{Asker, Role, form_token, icon, once_field, settings_nav};

/// A text field with its words, its help and what is wrong with it.
pub struct Field<'a> {
    pub name: &'a str,
    pub kind: &'a str,
    pub label: String,
    pub value: &'a str,
    pub autocomplete: &'a str,
    pub help: Option<String>,
    pub wrong: Option<String>,
}

impl<'a> Field<'a> {
    pub fn new(name: &'a str, kind: &'a str, label: String, value: &'a str) -> Field<'a> {
        Field {
            name,
            kind,
            label,
            value,
            autocomplete: "off",
            help: None,
            wrong: None,
        }
    }

    pub fn autocomplete(self, autocomplete: &'a str) -> Field<'a> {
        Field {
            autocomplete,
            ..self
        }
    }

    pub fn help(self, help: String) -> Field<'a> {
        Field {
            help: Some(help),
            ..self
        }
    }

    pub fn wrong(self, wrong: Option<String>) -> Field<'a> {
        Field { wrong, ..self }
    }

    pub fn show(&self) -> Markup {
        let id = |what: &str| format!("{}-{what}", self.name);
        let described: Vec<String> = [
            self.help.as_ref().map(|_| id("help")),
            self.wrong.as_ref().map(|_| id("error")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                @if let Some(help) = &self.help { p.help id=(id("help")) { (help) } }
                input.input id=(self.name) name=(self.name) type=(self.kind) value=(self.value)
                    autocomplete=(self.autocomplete) required dir=[(self.kind == "text").then_some("auto")]
                    aria-invalid=[self.wrong.as_ref().map(|_| "true")] aria-describedby=[described];
                @if let Some(wrong) = &self.wrong { p.error id=(id("error")) { (icon("circle-alert")) (wrong) } }
            }
        }
    }
}

/// The list above a form that was not taken. Each line leads to its field.
pub fn errors(title: String, next: String, fields: &[(&str, String)]) -> Markup {
    html! {
        div.errors role="alert" tabindex="-1" {
            h2 { (icon("circle-alert")) (title) }
            p { (next) }
            @if !fields.is_empty() {
                ul { @for (field, wrong) in fields { li { a href={ "#" (field) } { (wrong) } } } }
            }
        }
    }
}

pub fn sign_in(words: Words, address: &str, next: &str, refused: Option<String>) -> Markup {
    html! {
        form.stack method="post" action="/sign-in" {
            h1 { (t!(words, "team-sign-in")) }
            @if let Some(refused) = refused { (errors(refused, t!(words, "team-sign-in-again"), &[])) }
            div.fields {
                (Field::new("address", "email", t!(words, "team-address"), address).autocomplete("username").show())
                (Field::new("password", "password", t!(words, "team-password"), "")
                    .autocomplete("current-password").show())
            }
            @if !next.is_empty() { input type="hidden" name="next" value=(next); }
            button.btn.primary.wide { (t!(words, "team-sign-in")) }
            p { a href="/reset" { (t!(words, "team-password-forgotten")) } }
        }
    }
}

pub fn ask_for_reset(words: Words, refused: Option<String>) -> Markup {
    html! {
        form.stack method="post" action="/reset" {
            h1 { (t!(words, "team-new-password")) }
            @if let Some(refused) = refused { (errors(refused, t!(words, "team-nothing-changed"), &[])) }
            p { (t!(words, "team-reset-how")) }
            (Field::new("address", "email", t!(words, "team-address"), "").autocomplete("username").show())
            button.btn.primary.wide { (t!(words, "team-reset-send")) }
            p { a href="/sign-in" { (t!(words, "team-back-to-sign-in")) } }
        }
    }
}

pub fn reset_asked(words: Words) -> Markup {
    html! {
        div.stack {
            h1 { (t!(words, "team-reset-asked")) }
            p { (t!(words, "team-reset-asked-how")) }
            p { a href="/sign-in" { (t!(words, "team-back-to-sign-in")) } }
        }
    }
}

/// A link's page: one press, or a new password and one press.
pub fn link(words: Words, link: &Link, token: &str, days: u32, wrong: Option<String>) -> Markup {
    let help = t!(words, "team-password-help", n = PASSWORD_AT_LEAST as i64);
    html! {
        form.stack method="post" action=(super::deeds::path_of(token)) {
            @if link.purpose == "reset" {
                h1 { (t!(words, "team-new-password-for", name = link.name.as_str())) }
                // So that a password manager knows which account it is for.
                input.said type="email" name="address" value=(link.address) autocomplete="username" readonly
                    tabindex="-1" aria-hidden="true";
                (Field::new("password", "password", t!(words, "team-new-password"), "")
                    .autocomplete("new-password").help(help).wrong(wrong).show())
                button.btn.primary.wide { (t!(words, "team-keep-and-sign-in")) }
            } @else {
                h1 { (t!(words, "team-sign-in-as", name = link.name.as_str())) }
                p {
                    @if link.reusable {
                        (t!(words, "team-link-reusable", address = link.address.as_str()))
                    } @else {
                        (t!(words, "team-link-once", address = link.address.as_str(), days = i64::from(days)))
                    }
                }
                button.btn.primary.wide { (t!(words, "team-sign-in")) }
            }
        }
    }
}

pub fn link_used_up(words: Words) -> Markup {
    html! {
        div.stack {
            h1 { (t!(words, "team-link-used-up")) }
            p { (t!(words, "team-link-used-up-how")) }
            div.btns { a.btn href="/sign-in" { (t!(words, "team-back-to-sign-in")) } a.btn href="/reset" { (t!(words, "team-reset-send")) } }
        }
    }
}

pub fn role_name(words: Words, role: Role) -> String {
    words.say(match role {
        Role::Light => "team-role-light",
        Role::Agent => "team-role-agent",
        Role::Lead => "team-role-lead",
        Role::Admin => "team-role-admin",
    })
}

/// A page of the settings with its tabs.
pub fn sheet(asker: &Asker, here: &str, title: &str, body: &Markup) -> Markup {
    html! {
        div.pane.sheet-page {
            div.broad {
                header.page-head { h1 { (title) } }
                (settings_nav(asker, here))
                (body)
            }
        }
    }
}

pub fn people(asker: &Asker, agents: &[Agent], add: &Markup) -> Markup {
    let words = asker.words();
    html! {
        div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "team-people")) {
            table.table {
                thead {
                    tr {
                        th { (t!(words, "team-name")) }
                        th { (t!(words, "team-address")) }
                        th { (t!(words, "team-role")) }
                        th { (t!(words, "team-way-in")) }
                        th { span.said { (t!(words, "team-change")) } }
                    }
                }
                tbody {
                    @for agent in agents {
                        tr id={ "agent-" (agent.id) } {
                            td dir="auto" { (agent.name) }
                            td { (agent.address) }
                            td { (role_name(words, agent.role)) }
                            td { (way_in(words, agent)) }
                            td.act {
                                a href={ "/settings/people/" (agent.id) } {
                                    (t!(words, "team-change")) span.said { " " (agent.name) }
                                }
                            }
                        }
                    }
                }
            }
        }
        (add)
    }
}

fn way_in(words: Words, agent: &Agent) -> String {
    if agent.disabled {
        t!(words, "team-is-disabled")
    } else if agent.has_password {
        t!(words, "team-by-password")
    } else {
        t!(words, "team-by-link")
    }
}

/// What stands in the fields of a form about a person of the team.
#[derive(Debug, Default, Clone)]
pub struct Typed {
    pub name: String,
    pub address: String,
    pub role: String,
    pub wrong: Vec<(&'static str, String)>,
}

impl Typed {
    fn wrong(&self, field: &str) -> Option<String> {
        self.wrong
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, words)| words.clone())
    }
}

pub fn add_form(asker: &Asker, typed: &Typed) -> Markup {
    let words = asker.words();
    html! {
        section.section aria-labelledby="add" {
            h2 #add { (t!(words, "team-add")) }
            form.narrow method="post" action="/settings/people" {
                (form_token(&asker.form_token)) (once_field())
                @if !typed.wrong.is_empty() {
                    (errors(t!(words, "team-not-added"), t!(words, "team-still-there"), &typed.wrong))
                }
                div.fields {
                    (Field::new("name", "text", t!(words, "team-name"), &typed.name).wrong(typed.wrong("name")).show())
                    (Field::new("address", "email", t!(words, "team-address"), &typed.address)
                        .wrong(typed.wrong("address")).show())
                    (roles(words, Role::of_word(&typed.role).unwrap_or(Role::Agent)))
                }
                div.form-foot { button.btn.primary { (t!(words, "team-add-press")) } }
            }
        }
    }
}

fn roles(words: Words, chosen: Role) -> Markup {
    html! {
        fieldset.field {
            legend.label { (t!(words, "team-role")) }
            @for role in Role::ALL {
                label.tick {
                    input type="radio" name="role" value=(role.word()) checked[role == chosen];
                    span { (role_name(words, role)) ": " (role_means(words, role)) }
                }
            }
        }
    }
}

fn role_means(words: Words, role: Role) -> String {
    words.say(match role {
        Role::Light => "team-role-light-means",
        Role::Agent => "team-role-agent-means",
        Role::Lead => "team-role-lead-means",
        Role::Admin => "team-role-admin-means",
    })
}

/// One person of the team: name and role, a way in, leaving.
pub fn person(asker: &Asker, agent: &Agent, typed: &Typed, link: Option<&str>) -> Markup {
    let words = asker.words();
    let path = format!("/settings/people/{}", agent.id);
    html! {
        @if let Some(link) = link { (new_link(words, agent, link)) }
        form.narrow method="post" action=(path) {
            (form_token(&asker.form_token))
            @if !typed.wrong.is_empty() {
                (errors(t!(words, "team-not-kept"), t!(words, "team-still-there"), &typed.wrong))
            }
            div.fields {
                (Field::new("name", "text", t!(words, "team-name"), &typed.name).wrong(typed.wrong("name")).show())
                (roles(words, Role::of_word(&typed.role).unwrap_or(agent.role)))
            }
            div.form-foot {
                button.btn.primary { (t!(words, "team-keep")) }
                a.btn.quiet href="/settings/people" { (t!(words, "team-leave")) }
            }
        }
        section.section aria-labelledby="way-in" {
            h2 #way-in { (t!(words, "team-way-in")) }
            @if agent.disabled {
                p { (t!(words, "team-disabled-means")) }
                form method="post" action={ (path) "/enable" } {
                    (form_token(&asker.form_token))
                    button.btn { (icon("rotate-ccw")) (t!(words, "team-enable")) }
                }
            } @else {
                p { (t!(words, "team-link-means")) }
                div.btns {
                    form method="post" action={ (path) "/link" } {
                        (form_token(&asker.form_token))
                        button.btn name="purpose" value="reset" { (icon("key-round")) (t!(words, "team-make-link")) }
                    }
                    @if agent.id != asker.agent {
                        form method="post" action={ (path) "/disable" } {
                            (form_token(&asker.form_token))
                            button.btn { (icon("log-out")) (t!(words, "team-disable")) }
                        }
                    }
                }
            }
        }
    }
}

fn new_link(words: Words, agent: &Agent, link: &str) -> Markup {
    html! {
        div.bar.met role="status" {
            (icon("key-round"))
            div {
                p { (t!(words, "team-link-made", name = agent.name.as_str())) }
                p { code { (link) } }
            }
        }
    }
}

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
        form.narrow method="post" action="/settings/me" {
            (form_token(&asker.form_token))
            @if !mine.wrong.is_empty() {
                (errors(t!(words, "team-not-kept"), t!(words, "team-still-there"), &mine.wrong))
            }
            div.fields {
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
            div.form-foot { button.btn.primary { (t!(words, "team-keep")) } }
        }
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
            label for="undo" { (t!(words, "team-undo")) }
            p.help #undo-help { (t!(words, "team-undo-help")) }
            select.select #undo name="undo" aria-describedby="undo-help" {
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

/// The programs that may act for this person.
pub fn tokens(asker: &Asker, tokens: &[(i64, At)], new: Option<&str>, now: At) -> Markup {
    let words = asker.words();
    html! {
        section.section aria-labelledby="tokens" {
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
