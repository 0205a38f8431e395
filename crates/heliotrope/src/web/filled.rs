//! A form that comes back as it was typed, with what is wrong beside its field.

use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;

use super::icon;

/// What was typed into a form that was refused. The default: none was.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    form: String,
    typed: Value,
    field: String,
    said: String,
}

impl Filled {
    /// `form`: its id on the page. `field`: the name of the one that is wrong,
    /// with "-2" behind it for the second of several. `said`: what to do.
    pub fn of(
        form: impl Into<String>,
        typed: &impl Serialize,
        field: &str,
        said: String,
    ) -> Filled {
        Filled {
            form: form.into(),
            // Fields are texts and numbers: nothing of them fails to be written.
            typed: serde_json::to_value(typed).unwrap_or_default(),
            field: field.to_owned(),
            said,
        }
    }

    /// Did any form come back?
    pub fn is_some(&self) -> bool {
        !self.form.is_empty()
    }

    /// The form with this id on the page.
    pub fn form<'a>(&'a self, id: &str) -> Back<'a> {
        Back(Some(self).filter(|filled| filled.form == id))
    }
}

/// One form of a page: as it was typed when it came back, else as it stands.
#[derive(Clone, Copy)]
pub struct Back<'a>(Option<&'a Filled>);

impl<'a> Back<'a> {
    /// Did this one come back? Then it is open.
    pub fn is_back(self) -> bool {
        self.0.is_some()
    }

    /// What was typed into a field, else `known`.
    pub fn value(self, field: &str, known: &'a str) -> &'a str {
        match self.0 {
            Some(filled) => filled.typed[field].as_str().unwrap_or_default(),
            None => known,
        }
    }

    /// The same for the nth of several fields of one name, from 1.
    pub fn nth(self, field: &str, n: usize) -> &'a str {
        let typed = self.0.and_then(|filled| filled.typed[field].get(n - 1));
        typed.and_then(Value::as_str).unwrap_or_default()
    }

    /// Was this choice made? Where the form did not come back, none was.
    pub fn chose(self, field: &str, value: &str) -> bool {
        self.0.is_some_and(|filled| match &filled.typed[field] {
            Value::String(typed) => typed == value,
            Value::Number(typed) => typed.to_string() == value,
            _ => false,
        })
    }

    fn wrong(self, field: &str) -> Option<&'a Filled> {
        self.0.filter(|filled| filled.field == field)
    }

    /// For `aria-invalid` of a field.
    pub fn invalid(self, field: &str) -> Option<&'static str> {
        self.wrong(field).map(|_| "true")
    }

    /// For `aria-describedby` of a field: its help, if it has one, and its error.
    pub fn described(self, field: &str, help: &str) -> Option<String> {
        let error = self.wrong(field).map(|filled| filled.error_id());
        match (help, error) {
            ("", error) => error,
            (help, None) => Some(help.to_owned()),
            (help, Some(error)) => Some(format!("{help} {error}")),
        }
    }

    /// The line below a field that is wrong.
    pub fn error(self, field: &str) -> Markup {
        html! {
            @if let Some(filled) = self.wrong(field) {
                p.error id=(filled.error_id()) { (icon("circle-alert")) (filled.said) }
            }
        }
    }
}

impl Filled {
    /// The id of the line below the field that is wrong.
    pub fn error_id(&self) -> String {
        format!("{}-{}-error", self.form, self.field)
    }
}
