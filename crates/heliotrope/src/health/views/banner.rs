//! One line for each mailbox that does not work, and for a disk that takes
//! nothing more, above every page.

use maud::{Markup, html};

use crate::fetch::store::{FetchState, PART};
use crate::kit::At;
use crate::mailroom::{TROUBLE, Trouble};
use crate::t;
use crate::web::{Asker, Role, icon};

/// Where the pages fetch it anew.
pub const SRC: &str = "/troubles";

/// What does not work right now.
pub struct Troubles {
    pub sending: Vec<Trouble>,
    pub fetching: Vec<FetchState>,
    /// The sentence about a disk of ours.
    pub disk: Option<&'static str>,
}

impl Troubles {
    pub fn is_quiet(&self) -> bool {
        self.sending.is_empty() && self.fetching.is_empty() && self.disk.is_none()
    }
}

/// Nothing to say, and the place where it would stand: pages listen to it.
pub fn still() -> Markup {
    around(&html! {}, &html! {}, &html! {})
}

/// Said once when it appears, and not again when a figure in it changes.
fn around(sending: &Markup, fetching: &Markup, disk: &Markup) -> Markup {
    html! {
        div.above role="alert" aria-atomic="false" aria-relevant="additions" {
            div #troubles-sending data-part=(TROUBLE) data-src=(SRC) { (sending) }
            div #troubles-fetching data-part=(PART) data-src=(SRC) { (fetching) }
            div #troubles-disk data-part=(super::super::store::PART) data-src=(SRC) { (disk) }
        }
    }
}

pub fn banner(troubles: &Troubles, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    let look = html! {
        @if asker.role >= Role::Lead { " " a href="/settings/health" { (t!(words, "health-banner-look")) } }
    };
    let sending = html! {
        @for trouble in &troubles.sending {
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
        @for state in &troubles.fetching {
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
    let disk = html! {
        @if let Some(key) = troubles.disk {
            div.bar.late {
                (icon("triangle-alert"))
                p { strong { (words.with(key, &[])) } " " (t!(words, "health-banner-disk-safe")) (look) }
            }
        }
    };
    around(&sending, &fetching, &disk)
}
