//! One line for each mailbox that does not work, above every page.

use maud::{Markup, html};

use crate::fetch::store::{FetchState, PART};
use crate::kit::At;
use crate::mailroom::{TROUBLE, Trouble};
use crate::t;
use crate::web::{Asker, Role, icon};

/// Where the pages fetch it anew.
pub const SRC: &str = "/troubles";

/// Nothing to say, and the place where it would stand: pages listen to it.
pub fn still() -> Markup {
    around(&html! {}, &html! {})
}

/// Said once when it appears, and not again when a figure in it changes.
fn around(sending: &Markup, fetching: &Markup) -> Markup {
    html! {
        div.above role="alert" aria-atomic="false" aria-relevant="additions" {
            div #troubles-sending data-part=(TROUBLE) data-src=(SRC) { (sending) }
            div #troubles-fetching data-part=(PART) data-src=(SRC) { (fetching) }
        }
    }
}

pub fn banner(sending: &[Trouble], fetching: &[FetchState], asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    let look = html! {
        @if asker.role >= Role::Lead { " " a href="/settings/health" { (t!(words, "health-banner-look")) } }
    };
    let sending = html! {
        @for trouble in sending {
            div.bar.late {
                (icon("triangle-alert"))
                p {
                    strong { (t!(words, "mailroom-trouble", mailbox = trouble.address.as_str())) } " "
                    (t!(words, "mailroom-trouble-since", since = words.when(trouble.since, &asker.zone, now)))
                    " " samp { (trouble.said) } " "
                    (t!(words, "mailroom-trouble-waiting", n = trouble.waiting))
                    (look)
                }
            }
        }
    };
    let fetching = html! {
        @for state in fetching {
            div.bar.late {
                (icon("triangle-alert"))
                p {
                    strong {
                        @match state.failing_since {
                            Some(since) => { (t!(words, "health-banner-fetch", mailbox = state.address.as_str(),
                                since = words.when(since, &asker.zone, now))) },
                            None => { (state.address) },
                        }
                    }
                    " " (t!(words, "health-banner-says", server = state.server.as_str()))
                    " " samp { (state.said.as_deref().filter(|s| !s.is_empty()).or(state.code.as_deref()).unwrap_or_default()) }
                    " " (t!(words, "health-banner-safe"))
                    (look)
                }
            }
        }
    };
    around(&sending, &fetching)
}
