//! The form and its receipt (in `form`), and what is held back (in `held`).

pub mod form;
pub mod held;

use maud::{Markup, html};

use crate::kit::words::Words;
use crate::t;
use crate::web::{Asker, Role, form_token, icon};

/// Above the reply of a case that answers a letter of another one: the one
/// click that puts them together.
pub fn belongs(words: Words, asker: &Asker, number: i64, home: i64) -> Markup {
    html! {
        div.bar.owed #belongs {
            (icon("circle-alert"))
            p {
                (t!(words, "intake-belongs")) " "
                a href={ "/cases/" (home) } { (t!(words, "intake-belongs-look", number = home.to_string())) }
            }
            @if asker.role >= Role::Agent {
                form.btns method="post" action={ "/cases/" (number) "/belongs" } {
                    (form_token(&asker.form_token))
                    button.btn { (t!(words, "intake-belongs-press", number = home.to_string())) }
                }
            }
        }
    }
}
