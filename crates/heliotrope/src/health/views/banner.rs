//! One line for each mailbox that does not work, and for a disk that takes
//! nothing more, above every page.

use maud::{Markup, html};

use crate::consents::{self, store::Ended};
use crate::fetch::store::{FetchState, PART};
use crate::kit::At;
use crate::mailroom::{TROUBLE, Trouble};
use crate::t;
use crate::web::{Asker, Role, icon};

/// Where the pages fetch it anew.
pub const SRC: &str = "/troubles";

/// What does not work right now.
pub struct Troubles {
    /// Mailboxes opened by a consent that has ended, and whose it was. What
    /// keeps letters from them stands here and not below.
    pub ended: Vec<(Ended, String)>,
    pub sending: Vec<Trouble>,
    pub fetching: Vec<FetchState>,
    /// The sentence about a disk of ours.
    pub disk: Option<&'static str>,
}

impl Troubles {
    pub fn is_quiet(&self) -> bool {
        self.ended.is_empty()
            && self.sending.is_empty()
            && self.fetching.is_empty()
            && self.disk.is_none()
    }
}

/// Nothing to say, and the place where it would stand: pages listen to it.
pub fn still() -> Markup {
    around(&html! {}, &html! {}, &html! {}, &html! {})
}

/// What changes it.
pub const PARTS: [&str; 3] = [consents::store::PART, TROUBLE, PART];

/// Said once when it appears, and not again when a figure in it changes.
fn around(ended: &Markup, sending: &Markup, fetching: &Markup, disk: &Markup) -> Markup {
    html! {
        div.above role="alert" aria-atomic="false" aria-relevant="additions" {
            div #troubles-consents data-part=(consents::store::PART) data-src=(SRC) { (ended) }
            div #troubles-sending data-part=(TROUBLE) data-src=(SRC) { (sending) }
            div #troubles-fetching data-part=(PART) data-src=(SRC) { (fetching) }
            div #troubles-disk data-part=(super::super::store::PART) data-src=(SRC) { (disk) }
        }
    }
}

/// Who must do what: whoever may, finds the way there.
fn of_consent(ended: &Ended, provider: &str, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    let since = words.when(ended.since, &asker.zone, now);
    html! {
        div.bar.late {
            (icon("triangle-alert"))
            p {
                strong {
                    (t!(words, "health-banner-consent", mailbox = ended.address.as_str(),
                        provider = provider, since = since))
                }
                " " (t!(words, "health-banner-consent-safe")) " "
                @if asker.role == Role::Admin {
                    a href={ "/settings/mailboxes/" (ended.mailbox) "/consent" } {
                        (t!(words, "consents-sign-in-again", provider = provider))
                    }
                } @else { (t!(words, "health-banner-consent-who")) }
            }
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
                p { strong { (words.say(key)) } " " (t!(words, "health-banner-disk-safe")) (look) }
            }
        }
    };
    let ended = html! {
        @for (ended, provider) in &troubles.ended { (of_consent(ended, provider, asker, now)) }
    };
    around(&ended, &sending, &fetching, &disk)
}
