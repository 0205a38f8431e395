//! What the team sees of letters that do not leave.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::Trouble;
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::icon;

/// One line for each server that lets nobody in, above the list: since when,
/// what it says, and that the letters are kept. `brief`, beside an open case:
/// only that it is so.
pub fn banner(troubles: &[Trouble], brief: bool, words: Words, zone: &TimeZone, now: At) -> Markup {
    html! {
        @for trouble in troubles {
            div.bar.late {
                (icon("triangle-alert"))
                p {
                    strong { (t!(words, "mailroom-trouble", mailbox = trouble.address.as_str())) }
                    @if !brief {
                        " " (t!(words, "mailroom-trouble-since", since = words.when(trouble.since, zone, now)))
                        " " samp { (trouble.said) }
                        " " (t!(words, "mailroom-trouble-waiting", n = trouble.waiting))
                    }
                }
            }
        }
    }
}
