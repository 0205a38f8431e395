//! Who may have sent a letter, in one line.

use super::{Eye, Sheet};
use crate::messages::Message;
use crate::messages::rules::source::Standing;
use crate::t;
use crate::web::icon;
use maud::{Markup, html};

/// Nothing where nobody knows anything.
pub fn vouched(sheet: &Sheet, message: &Message, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let Some(said) = sheet.vouched.get(&message.id) else {
        return html! {};
    };
    let Some(standing) = said.standing() else {
        return html! {};
    };
    let (sign, line) = match standing {
        Standing::Both(domain) => (
            "circle-check",
            t!(words, "cases-vouched-both", domain = domain),
        ),
        Standing::Signed(domain) => (
            "circle-check",
            t!(words, "cases-vouched-signed", domain = domain),
        ),
        Standing::Sent(domain) => (
            "circle-check",
            t!(words, "cases-vouched-sent", domain = domain),
        ),
        Standing::Not(domain) => (
            "circle-help",
            t!(words, "cases-vouched-not", domain = domain),
        ),
        Standing::Unknown => ("circle-help", t!(words, "cases-vouched-unknown")),
    };
    html! {
        p.happened { (icon(sign)) span {
            (line)
            " " (t!(words, "cases-vouched-by", server = said.by.as_str()))
        } }
    }
}
