//! What the sign-in, the links and the settings look like.

pub mod mine;
pub mod people;
pub mod sign_in;

use maud::{Markup, html};

use crate::web::{Asker, icon, settings_nav};

/// A text field with its words, its help and what is wrong with it.
pub struct Field<'a> {
    pub name: &'a str,
    pub kind: &'a str,
    pub label: String,
    pub value: &'a str,
    pub autocomplete: &'a str,
    pub help: Option<String>,
    pub wrong: Option<String>,
    pub required: bool,
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
            required: true,
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

    pub fn optional(self) -> Field<'a> {
        Field {
            required: false,
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
                    autocomplete=(self.autocomplete) required[self.required] dir=[(self.kind == "text").then_some("auto")]
                    aria-invalid=[self.wrong.as_ref().map(|_| "true")] aria-describedby=[described];
                @if let Some(wrong) = &self.wrong { p.error id=(id("error")) { (icon("circle-alert")) (wrong) } }
            }
        }
    }
}

/// The mailboxes that something is for: each may have one of its kind.
pub struct Mailboxes<'a> {
    pub legend: String,
    pub help: String,
    /// Said of one that has another.
    pub taken: String,
    /// Mailbox, address, and which it has.
    pub all: &'a [(i64, String, Option<i64>)],
    pub chosen: &'a [i64],
    /// The one whose form this is.
    pub here: Option<i64>,
    pub wrong: Option<String>,
}

impl Mailboxes<'_> {
    pub fn show(&self) -> Markup {
        html! {
            fieldset.field #mailbox tabindex="-1" {
                legend.label { (self.legend) }
                p.help { (self.help) }
                @if let Some(wrong) = &self.wrong { p.error { (icon("circle-alert")) (wrong) } }
                @for (id, address, has) in self.all {
                    label.tick {
                        input type="checkbox" name="mailbox" value=(id) checked[self.chosen.contains(id)];
                        span {
                            (address)
                            @if has.is_some() && *has != self.here { " " span.quietly { (self.taken) } }
                        }
                    }
                }
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

/// A page of the settings with its tabs.
pub fn sheet(asker: &Asker, here: &str, title: &str, body: &Markup) -> Markup {
    html! {
        div.pane.sheet-page {
            div.broad.settings {
                header.page-head { h1 { (title) } }
                (settings_nav(asker, here))
                (body)
            }
        }
    }
}
