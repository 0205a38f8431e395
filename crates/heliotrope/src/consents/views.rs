//! What giving consent looks like: plain pages with one thing to do.

use maud::{Markup, html};
use url::Url;

use super::deeds::Answer;
use super::rules::{Provider, Terms};
use super::store::{Consent, Trip};
use crate::kit::At;
use crate::kit::words::Words;
use crate::mailboxes::Mailbox;
use crate::t;
use crate::team::views::{Field, errors, sheet};
use crate::web::{Asker, form_token, icon};

/// The page of a mailbox about its consent.
pub struct About<'a> {
    pub mailbox: &'a Mailbox,
    pub consent: Option<&'a Consent>,
    pub terms: &'a [Terms],
    /// It was given just now.
    pub given: bool,
    /// Why it was not.
    pub said: Option<&'a str>,
}

impl About<'_> {
    /// Whose consent it is; without one, whose servers the mailbox has.
    fn means(&self, terms: &Terms) -> bool {
        let imap = self.mailbox.imap.as_ref().map(|f| &f.server);
        let mut servers = imap.into_iter().chain(self.mailbox.server.as_ref());
        match self.consent {
            Some(consent) => consent.provider == terms.provider,
            None => servers.any(|server| terms.knows(&server.host)),
        }
    }
}

pub fn about(asker: &Asker, shown: &About<'_>, now: At) -> Markup {
    let words = asker.words();
    let address = shown.mailbox.address.as_str();
    // The one that is most likely meant comes first.
    let is_meant = |terms: &&Terms| shown.means(terms);
    let meant = shown.terms.iter().filter(is_meant);
    let others = shown.terms.iter().filter(|terms| !shown.means(terms));
    let body = html! {
        @if let Some(said) = shown.said {
            div.bar.late role="alert" {
                (icon("circle-alert")) p { (said) " " (t!(words, "consents-nothing-changed")) }
            }
        }
        section.section aria-labelledby="consent" {
            h2 #consent { (address) }
            div.stack {
                (standing(asker, shown, now))
                p.quietly { (t!(words, "consents-how")) }
                @for terms in meant.chain(others) { (choose(asker, shown, terms)) }
                div.btns {
                    a.btn.quiet href={ "/settings/mailboxes/" (shown.mailbox.id) } {
                        (icon("arrow-left")) (t!(words, "consents-to-mailbox", address = address))
                    }
                }
            }
        }
    };
    sheet(
        asker,
        "/settings/mailboxes",
        &t!(words, "consents-title"),
        &body,
    )
}

fn name_of(terms: &[Terms], provider: Provider) -> &str {
    let found = terms.iter().find(|t| t.provider == provider);
    found.map_or(provider.word(), |t| t.name.as_str())
}

/// How it stands: given, ended, or none.
fn standing(asker: &Asker, shown: &About<'_>, now: At) -> Markup {
    let words = asker.words();
    let when = |at| words.when(at, &asker.zone, now);
    html! {
        @match shown.consent {
            None => p { (t!(words, "consents-none")) },
            Some(consent) => {
                @let name = name_of(shown.terms, consent.provider);
                @match consent.ended_at {
                    Some(at) => div.bar.late role="alert" {
                        (icon("triangle-alert"))
                        p {
                            strong { (t!(words, "consents-ended-since", provider = name, since = when(at))) }
                            " " samp { (consent.said.as_deref().unwrap_or_default()) }
                            " " (t!(words, "consents-ended-safe"))
                        }
                    },
                    None => div.bar.met role="status" {
                        (icon("circle-check"))
                        p {
                            strong { (t!(words, "consents-given-since", provider = name, since = when(consent.given_at))) }
                            @if shown.given { " " (t!(words, "consents-given-now")) }
                        }
                    },
                }
            },
        }
    }
}

fn choose(asker: &Asker, shown: &About<'_>, terms: &Terms) -> Markup {
    let words = asker.words();
    let consent = shown.consent.filter(|c| c.provider == terms.provider);
    let name = terms.name.as_str();
    html! {
        form.btns method="post" action={ "/settings/mailboxes/" (shown.mailbox.id) "/consent" } {
            (form_token(&asker.form_token))
            input type="hidden" name="provider" value=(terms.provider.word());
            button.btn.primary[shown.means(terms)] {
                (icon("key-round"))
                @if consent.is_some() { (t!(words, "consents-sign-in-again", provider = name)) }
                @else { (t!(words, "consents-sign-in", provider = name)) }
            }
            @if consent.is_some() {
                button.btn.quiet name="anew" value="on" { (t!(words, "consents-register-anew")) }
            }
        }
    }
}

/// The page somebody came from, and comes back to.
fn from(trip: &Trip) -> String {
    match trip.mailbox {
        Some(mailbox) => format!("/settings/mailboxes/{mailbox}/consent"),
        None => "/setup/mailbox".to_owned(),
    }
}

/// One link. With a script it is followed at once: a form may not lead away
/// from this desk, and that stays so.
pub fn door(words: Words, terms: &Terms, trip: &Trip, door: &Url) -> Markup {
    let name = terms.name.as_str();
    html! {
        div.stack.loose {
            h1 { (t!(words, "consents-go-on", provider = name)) }
            p { (t!(words, "consents-go-on-how", provider = name)) }
            div.btns {
                a.btn.primary href=(door) rel="noreferrer" data-go-on {
                    (icon("external-link")) (t!(words, "consents-go-on", provider = name))
                }
                a.btn.quiet href={ "/consents/" (trip.id) "?anew" } { (t!(words, "consents-register-anew")) }
            }
        }
    }
}

/// How this desk becomes known to a provider, word for word.
pub fn register(
    asker: &Asker,
    terms: &Terms,
    trip: &Trip,
    redirect: &str,
    client_id: &str,
    wrong: &[(&'static str, String)],
) -> Markup {
    let words = asker.words();
    let name = terms.name.as_str();
    let said = |field: &str| {
        let found = wrong.iter().find(|(f, _)| *f == field);
        found.map(|(_, said)| said.clone())
    };
    let secret = Field::new(
        "client_secret",
        "password",
        t!(words, "consents-client-secret"),
        "",
    );
    html! {
        form.stack.loose method="post" action={ "/consents/" (trip.id) } {
            (form_token(&asker.form_token))
            h1 { (t!(words, "consents-register", provider = name)) }
            @if !wrong.is_empty() {
                (errors(t!(words, "consents-not-kept"), t!(words, "consents-nothing-changed"), wrong))
            }
            p { (t!(words, "consents-register-why", provider = name)) }
            ol.steps-to-do {
                @for step in steps(words, terms) { li { (step) } }
            }
            div.field {
                label for="redirect" { (t!(words, "consents-redirect")) }
                p.help #redirect-help { (t!(words, "consents-redirect-help", provider = name)) }
                input.input.line #redirect readonly value=(redirect) dir="ltr" spellcheck="false"
                    aria-describedby="redirect-help";
            }
            @if terms.console.is_some() && !redirect.starts_with("https://") {
                div.bar.owed role="status" {
                    (icon("circle-alert")) p { (t!(words, "consents-needs-https", provider = name)) }
                }
            }
            div.fields {
                (Field::new("client_id", "text", t!(words, "consents-client-id"), client_id)
                    .wrong(said("client_id")).show())
                (secret.autocomplete("off").optional().help(t!(words, "consents-client-secret-help"))
                    .wrong(said("client_secret")).show())
            }
            div.btns {
                button.btn.primary { (t!(words, "consents-keep-and-go-on")) }
                a.btn.quiet href=(from(trip)) { (t!(words, "consents-leave")) }
            }
        }
    }
}

fn steps(words: Words, terms: &Terms) -> Vec<Markup> {
    let console = html! {
        @if let Some(console) = terms.console {
            " " a href=(console) rel="noreferrer" { (console.trim_start_matches("https://")) }
        }
    };
    let keys: &[&str] = match terms.provider {
        Provider::Google => &[
            "consents-google-1",
            "consents-google-2",
            "consents-google-3",
        ],
        Provider::Microsoft => &[
            "consents-microsoft-1",
            "consents-microsoft-2",
            "consents-microsoft-3",
        ],
        Provider::Own => &["consents-own-1"],
    };
    let step = |(at, key): (usize, &&str)| html! { (words.say(key)) @if at == 0 { (console) } };
    keys.iter().enumerate().map(step).collect()
}

/// What a provider answered. With a script the press is made at once.
pub fn back(asker: &Asker, terms: &Terms, trip: &Trip, answer: &Answer) -> Markup {
    let words = asker.words();
    let name = terms.name.as_str();
    let action = match trip.mailbox {
        Some(_) => "/consents/back",
        None => "/setup/mailbox",
    };
    html! {
        form.stack.loose method="post" action=(action) data-go-on {
            (form_token(&asker.form_token))
            input type="hidden" name="deed" value="back";
            input type="hidden" name="state" value=(answer.state);
            input type="hidden" name="code" value=(answer.code);
            input type="hidden" name="error" value=(answer.error);
            input type="hidden" name="error_description" value=(answer.error_description);
            h1 { (t!(words, "consents-back", provider = name)) }
            p { (t!(words, "consents-back-how")) }
            div.btns { button.btn.primary { (t!(words, "consents-take")) } }
        }
    }
}
